/**
 * Workers that another process starts on behalf of this one: in an application the windows' process alone may start
 * processes. What is said to a worker goes straight to it, through a port that the starter hands over.
 */

import type { Packet } from '../../contract/rpc.ts';
import type { WorkerEnd, WorkerNotice, WorkerRequest } from '../../contract/workers.ts';
import type { StartWorker, WorkerProcess } from './worker-process.ts';

/** An end of a message channel, reduced to what a worker needs. */
export interface WorkerPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  start(): void;
}

export interface WorkerBroker {
  ask(request: WorkerRequest): void;
  onNotice(listener: (notice: WorkerNotice, port: WorkerPort | undefined) => void): void;
}

/** A worker is told to load, asked something and pinged; whoever says more before it has begun has lost track. */
const MAX_UNSENT = 256;

export function brokeredWorkers(broker: WorkerBroker): StartWorker {
  const running = new Map<number, BrokeredWorker>();
  let lastId = 0;
  broker.onNotice((notice, port) => {
    const worker = running.get(notice.id);
    if (notice.worker === 'started' && port !== undefined) worker?.started(notice.pid, port);
    if (notice.worker !== 'ended') return;
    running.delete(notice.id);
    worker?.ended(notice.end);
  });
  return ({ file, env }) => {
    const id = ++lastId;
    const worker = new BrokeredWorker(() => broker.ask({ worker: 'kill', id }));
    running.set(id, worker);
    broker.ask({ worker: 'start', id, file, env });
    return worker;
  };
}

class BrokeredWorker implements WorkerProcess {
  readonly kill: () => void;
  readonly #unsent: (Packet | 'ping')[] = [];
  readonly #messageListeners: ((message: Packet | 'pong') => void)[] = [];
  readonly #endListeners: ((end: WorkerEnd) => void)[] = [];
  #pid: number | undefined;
  #port: WorkerPort | undefined;
  #end: WorkerEnd | undefined;

  constructor(kill: () => void) {
    this.kill = kill;
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  post(message: Packet | 'ping'): void {
    // A message to a worker that has just died is lost; its end is reported by `onEnd`.
    if (this.#end !== undefined) return;
    if (this.#port !== undefined) this.#port.postMessage(message);
    else if (this.#unsent.push(message) > MAX_UNSENT) this.kill();
  }

  onMessage(listener: (message: Packet | 'pong') => void): void {
    this.#messageListeners.push(listener);
  }

  onEnd(listener: (end: WorkerEnd) => void): void {
    if (this.#end === undefined) this.#endListeners.push(listener);
    else listener(this.#end);
  }

  started(pid: number | undefined, port: WorkerPort): void {
    this.#pid = pid;
    this.#port = port;
    port.on('message', ({ data }) => {
      if (this.#end !== undefined) return;
      for (const listener of this.#messageListeners) listener(data as Packet | 'pong');
    });
    port.start();
    for (const message of this.#unsent.splice(0)) port.postMessage(message);
  }

  ended(end: WorkerEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    for (const listener of this.#endListeners) listener(end);
  }
}
