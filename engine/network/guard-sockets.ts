/** TCP, and with it TLS, HTTP, fetch and WebSockets: all of them connect through `net.Socket`. */

import net from 'node:net';
import type { Judge } from './judge.ts';

interface ConnectOptions {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly path?: unknown;
}

/** A refused socket ends as one that nobody answered: with an error event, never with an exception in foreign code. */
export function guardConnections(judge: Judge): void {
  const { prototype } = net.Socket;
  const connect = prototype.connect as (this: net.Socket, ...args: unknown[]) => net.Socket;
  replace(prototype, 'connect', function guarded(this: net.Socket, ...args: unknown[]) {
    const { host, port, path } = optionsOf(args);
    // As Node tells them apart: an empty path is none.
    const fault = path ? judge.pipe(String(path)) : judge.connection(String(host ?? 'localhost'), Number(port));
    if (fault === undefined) return connect.apply(this, args);
    // What is written meanwhile waits for a connection, and TLS still sets itself up on the socket.
    (this as { connecting: boolean }).connecting = true;
    process.nextTick(() => this.destroy(fault));
    return this;
  });
}

export function guardListeners(judge: Judge): void {
  const { prototype } = net.Server;
  const listen = prototype.listen as (this: net.Server, ...args: unknown[]) => net.Server;
  replace(prototype, 'listen', function guarded(this: net.Server, ...args: unknown[]) {
    const options = optionsOf(args);
    const { host, port, path } = options;
    // A port wins over a path, even one that is left to Node.
    const isPipe = path && !('port' in options);
    const fault = isPipe ? judge.pipe(String(path)) : judge.listener(String(host ?? '*'), Number(port ?? 0));
    if (fault === undefined) return listen.apply(this, args);
    process.nextTick(() => this.emit('error', fault));
    return this;
  });
}

/** Of `connect(options)`, `connect(port, host)`, `connect(path)`, and the list that Node makes of each for itself. */
function optionsOf(args: readonly unknown[]): ConnectOptions {
  const [first, second] = args;
  if (Array.isArray(first)) return optionsOf(first);
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first, ...(typeof second === 'string' ? { host: second } : {}) };
}

/** Where it cannot be replaced for good there is no guard, and the process must not go on. */
export function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: true });
}
