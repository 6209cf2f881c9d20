/** The inside of a worker process: answers calls, answers pings, and never outlives its parent. */

import { type CallMap, type Handlers, type Packet, serveCalls, type Wire } from '../../contract/rpc.ts';
import { forkThroughParent } from './trials-by-parent.ts';

/** The line to whoever uses this worker. */
interface Line {
  post(message: Packet | 'pong'): void;
  onMessage(listener: (message: Packet | 'ping') => void): void;
  onClose(listener: () => void): void;
}

export function serveWorker<C extends CallMap<C>>(handlers: Handlers<C>): void {
  const packetListeners: ((packet: Packet) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const line = portLine() ?? childLine();

  line.onMessage((message) => {
    if (message === 'ping') return line.post('pong');
    for (const listener of packetListeners) listener(message);
  });
  line.onClose(() => {
    for (const listener of closeListeners) listener();
    // Native threads may be busy for seconds; an orphan must not be.
    process.kill(process.pid, 'SIGKILL');
  });
  // Ctrl-C reaches the whole process group; the parent decides what ends and when.
  process.on('SIGINT', () => undefined);

  const wire: Wire = {
    post: (packet) => line.post(packet),
    onPacket: (listener) => void packetListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  };
  serveCalls<C>(wire, handlers);
}

/** A child of Node's. */
function childLine(): Line {
  return {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', listener),
  };
}

/** Electron's `process.parentPort` and the ports that come through it, as far as they are used here. */
interface Port {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly Port[] }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
}

/** A utility process of Electron's: its first message brings the port of whoever uses it. */
function portLine(): Line | undefined {
  const { parentPort } = process as { readonly parentPort?: Port };
  if (parentPort === undefined) return undefined;
  forkThroughParent(parentPort);
  const messageListeners: ((message: Packet | 'ping') => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let user: Port | undefined;
  parentPort.on('message', ({ ports: [port] }) => {
    if (user !== undefined || port === undefined) return;
    user = port;
    port.on('message', ({ data }) => {
      for (const listener of messageListeners) listener(data as Packet | 'ping');
    });
    port.on('close', () => {
      for (const listener of closeListeners) listener();
    });
    port.start();
  });
  return {
    post: (message) => user?.postMessage(message),
    onMessage: (listener) => void messageListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  };
}
