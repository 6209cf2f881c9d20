/**
 * Typed calls between two processes over any message port.
 *
 * Invariants:
 * 1. Every call settles: with a value, a fault, `cancelled` once its signal aborts, or `engine-gone` when the peer dies.
 * 2. A cancelled call settles at once at the caller; what the peer still sends for it is ignored.
 * 3. Items of a stream arrive in order and before the call's value.
 */

import { cancelled, type Fault, fromFault, SottoFault, toFault } from './faults.ts';

/** Name → what goes in, what comes back, and what is streamed in between. */
export type CallMap<C> = { [N in keyof C]: { params: unknown; result: unknown; item?: unknown } };
type Params<C, N extends keyof C> = C[N] extends { params: infer P } ? P : never;
type Result<C, N extends keyof C> = C[N] extends { result: infer R } ? R : never;
type Item<C, N extends keyof C> = C[N] extends { item: infer I } ? I : never;

export type Packet =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'item'; readonly id: number; readonly item: unknown }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: Fault };

/** A message port of any flavour (Node child, worker thread, Electron, DOM), reduced to what calls need. */
export interface Wire {
  post(packet: Packet): void;
  onPacket(listener: (packet: Packet) => void): void;
  onClose(listener: () => void): void;
}

export interface CallOptions<I> {
  readonly signal?: AbortSignal;
  readonly onItem?: (item: I) => void;
}

export interface CallClient<C extends CallMap<C>> {
  call<N extends keyof C & string>(
    name: N,
    params: Params<C, N>,
    options?: CallOptions<Item<C, N>>,
  ): Promise<Result<C, N>>;
}

export interface HandlerContext<I> {
  readonly signal: AbortSignal;
  emit(item: I): void;
}

export type Handlers<C extends CallMap<C>> = {
  [N in keyof C]: (params: Params<C, N>, context: HandlerContext<Item<C, N>>) => Promise<Result<C, N>>;
};

interface PendingCall {
  resolve(value: unknown): void;
  reject(error: SottoFault): void;
  onItem: ((item: unknown) => void) | undefined;
}

/** The calling side. `goneFault` words what a caller reads when the peer dies. */
export function connectCalls<C extends CallMap<C>>(
  wire: Wire,
  goneFault: () => SottoFault = () => new SottoFault('engine-gone', 'The engine process ended.', { retryable: true }),
): CallClient<C> {
  const pending = new Map<number, PendingCall>();
  let lastId = 0;
  let open = true;

  wire.onPacket((packet) => {
    const call = pending.get(packet.id);
    if (call === undefined) return;
    if (packet.kind === 'item') return call.onItem?.(packet.item);
    pending.delete(packet.id);
    if (packet.kind === 'value') call.resolve(packet.value);
    if (packet.kind === 'fault') call.reject(fromFault(packet.fault));
  });

  wire.onClose(() => {
    open = false;
    for (const call of pending.values()) call.reject(goneFault());
    pending.clear();
  });

  function call(name: string, params: unknown, options: CallOptions<unknown> = {}): Promise<unknown> {
    const { signal, onItem } = options;
    if (!open) return Promise.reject(goneFault());
    if (signal?.aborted) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      const cancel = (): void => {
        if (!pending.delete(id)) return;
        if (open) wire.post({ kind: 'cancel', id });
        reject(cancelled());
      };
      const settled = (): void => signal?.removeEventListener('abort', cancel);
      signal?.addEventListener('abort', cancel, { once: true });
      pending.set(id, {
        resolve: (value) => {
          settled();
          resolve(value);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        onItem,
      });
      wire.post({ kind: 'call', id, name, params });
    });
  }

  return { call } as CallClient<C>;
}

/** The answering side. Calls run concurrently; a handler that must not be entered twice queues by itself. */
export function serveCalls<C extends CallMap<C>>(wire: Wire, handlers: Handlers<C>): void {
  type AnyHandler = (params: unknown, context: HandlerContext<unknown>) => Promise<unknown>;
  const table = new Map<string, AnyHandler>(Object.entries(handlers) as [string, AnyHandler][]);
  const running = new Map<number, AbortController>();

  async function answer(id: number, name: string, params: unknown): Promise<void> {
    const handler = table.get(name);
    if (handler === undefined) {
      const fault = new SottoFault('unknown-call', `There is no call named "${name}".`).toFault();
      return wire.post({ kind: 'fault', id, fault });
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const emit = (item: unknown): void => {
        if (!controller.signal.aborted) wire.post({ kind: 'item', id, item });
      };
      wire.post({ kind: 'value', id, value: await handler(params, { signal: controller.signal, emit }) });
    } catch (error) {
      wire.post({ kind: 'fault', id, fault: toFault(error) });
    } finally {
      running.delete(id);
    }
  }

  wire.onPacket((packet) => {
    if (packet.kind === 'cancel') running.get(packet.id)?.abort();
    if (packet.kind === 'call') void answer(packet.id, packet.name, packet.params);
  });
  wire.onClose(() => {
    for (const controller of running.values()) controller.abort();
  });
}
