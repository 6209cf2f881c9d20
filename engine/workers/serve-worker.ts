/** The inside of a worker process: answers calls, answers pings, and never outlives its parent. */

import { type CallMap, type Handlers, type Packet, serveCalls, type Wire } from '../../contract/rpc.ts';

export function serveWorker<C extends CallMap<C>>(handlers: Handlers<C>): void {
  const packetListeners: ((packet: Packet) => void)[] = [];
  const closeListeners: (() => void)[] = [];

  process.on('message', (message: Packet | 'ping') => {
    if (message === 'ping') return void process.send?.('pong');
    for (const listener of packetListeners) listener(message);
  });
  process.once('disconnect', () => {
    for (const listener of closeListeners) listener();
    // Native threads may be busy for seconds; an orphan must not be.
    process.kill(process.pid, 'SIGKILL');
  });
  // Ctrl-C reaches the whole process group; the parent decides what ends and when.
  process.on('SIGINT', () => undefined);

  const wire: Wire = {
    post: (packet) => void process.send?.(packet),
    onPacket: (listener) => void packetListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  };
  serveCalls<C>(wire, handlers);
}
