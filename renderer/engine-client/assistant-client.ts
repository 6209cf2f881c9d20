/**
 * The page's only way to the assistant: calls, and one view that follows what it tells.
 *
 * A connection that breaks is opened again, with growing pauses; the view then begins with a new snapshot. What was
 * asked over the old one fails at once, and is for its caller to ask again.
 */

import type { AssistantCalls, Update } from '../../contract/assistant.ts';
import { SottoFault, toFault } from '../../contract/faults.ts';
import { type CallClient, connectCalls, type Wire } from '../../contract/rpc.ts';
import { isGap, reduce } from './reduce.ts';
import { type Change, EMPTY_VIEW, type View } from './view.ts';

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;

export type CallName = keyof AssistantCalls & string;

export interface AssistantClient {
  readonly view: () => View;
  subscribe(listener: () => void): () => void;
  change(change: Change): void;
  call<N extends CallName>(
    name: N,
    params: AssistantCalls[N]['params'],
    options?: { readonly signal?: AbortSignal; readonly onItem?: (item: AssistantCalls[N]['item']) => void },
  ): Promise<AssistantCalls[N]['result']>;
}

export interface ClientSurroundings {
  openWire(): Promise<Wire>;
  nowMs(): number;
  wallMs(): number;
  after(delayMs: number, run: () => void): void;
}

export function createAssistantClient({ openWire, nowMs, wallMs, after }: ClientSurroundings): AssistantClient {
  const listeners = new Set<() => void>();
  let view: View = EMPTY_VIEW;
  let calls: CallClient<AssistantCalls> | undefined;
  let pauseMs = FIRST_PAUSE_MS;

  function change(next: Change): void {
    const before = view;
    view = reduce(view, next, nowMs(), wallMs());
    if (view !== before) for (const listener of listeners) listener();
  }

  async function connect(): Promise<void> {
    try {
      const wire = await openWire();
      const opened = connectCalls<AssistantCalls>(wire);
      wire.onClose(() => {
        if (calls === opened) lost();
      });
      calls = opened;
      pauseMs = FIRST_PAUSE_MS;
      watch(opened);
    } catch {
      lost();
    }
  }

  function watch(opened: CallClient<AssistantCalls>): void {
    const aborter = new AbortController();
    let lastSequence: number | undefined;
    const take = (update: Update): void => {
      if (calls !== opened || aborter.signal.aborted) return;
      if (isGap(lastSequence, update)) {
        aborter.abort();
        watch(opened);
        return;
      }
      lastSequence = update.sequence;
      change(update);
    };
    // It ends with its connection, whose closing is told elsewhere; a fault of its own is told here.
    opened.call('state.watch', {}, { signal: aborter.signal, onItem: take }).catch((error: unknown) => {
      const fault = toFault(error);
      if (fault.code !== 'cancelled' && fault.code !== 'engine-gone') change({ kind: 'faulted', fault });
    });
  }

  function lost(): void {
    calls = undefined;
    change({ kind: 'link', link: 'lost' });
    after(pauseMs, () => void connect());
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }

  void connect();
  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change,
    call: ((name, params, options) => {
      if (calls !== undefined) return calls.call(name, params, options);
      return Promise.reject(new SottoFault('engine-gone', 'The assistant cannot be reached.', { retryable: true }));
      // The same types, which the compiler cannot see through for a name that is yet open.
    }) as CallClient<AssistantCalls>['call'] as AssistantClient['call'],
  };
}
