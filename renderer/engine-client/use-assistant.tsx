/** The assistant within reach of every screen. */

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import type { AssistantCalls, AssistantState } from '../../contract/assistant.ts';
import { type Fault, toFault } from '../../contract/faults.ts';
import type { AssistantClient, CallName } from './assistant-client.ts';
import type { View } from './view.ts';

const ClientContext = createContext<AssistantClient | undefined>(undefined);

export function AssistantProvider({ client, children }: { client: AssistantClient; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>;
}

export function useClient(): AssistantClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('A screen stands outside of its AssistantProvider.');
  return client;
}

/** Part of the view; the screen is drawn again when that part is another one. `select` gives what the view holds. */
export function useView<T>(select: (view: View) => T): T {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => select(client.view()));
}

/** For screens inside of the shell, which shows them only once there is a state. */
export function useAssistantState<T>(select: (state: AssistantState) => T): T {
  return useView(({ state }) => {
    if (state === undefined) throw new Error('A screen is shown before the state is known.');
    return select(state);
  });
}

/** Asks, and shows what goes wrong as a notice. */
export function useAsk(): <N extends CallName>(
  name: N,
  params: AssistantCalls[N]['params'],
) => Promise<AssistantCalls[N]['result'] | undefined> {
  const client = useClient();
  return useCallback(
    async (name, params) => {
      try {
        return await client.call(name, params);
      } catch (error) {
        const fault = toFault(error);
        if (fault.code !== 'cancelled') client.change({ kind: 'faulted', fault });
        return undefined;
      }
    },
    [client],
  );
}

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** What one call gives, again whenever `version` is another or `reload` is called; the old value stays until then. */
export function useLoaded<N extends CallName>(
  name: N,
  params: AssistantCalls[N]['params'],
  version: unknown = undefined,
): readonly [Loaded<AssistantCalls[N]['result']>, reload: () => void] {
  const client = useClient();
  const isOpen = useView(({ link }) => link === 'open');
  const [loaded, setLoaded] = useState<Loaded<AssistantCalls[N]['result']>>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(params);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` and `attempt` only ask for another call
  useEffect(() => {
    if (!isOpen) return;
    const aborter = new AbortController();
    client.call(name, JSON.parse(key) as AssistantCalls[N]['params'], { signal: aborter.signal }).then(
      (value) => setLoaded({ kind: 'ready', value }),
      (error: unknown) => {
        if (!aborter.signal.aborted) setLoaded({ kind: 'failed', fault: toFault(error) });
      },
    );
    return () => aborter.abort();
  }, [client, name, key, version, attempt, isOpen]);
  return [loaded, () => setAttempt((count) => count + 1)];
}
