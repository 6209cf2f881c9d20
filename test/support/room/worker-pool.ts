/** Worker processes that outlive an engine: the next engine that wants the same model finds it loaded. */

import type { Packet } from '../../../contract/rpc.ts';
import {
  forkWorker,
  type StartWorker,
  type WorkerEnd,
  type WorkerProcess,
  type WorkerStart,
} from '../../../engine/workers/worker-process.ts';

interface PooledWorker {
  readonly process: WorkerProcess;
  /** What it was told to load, as JSON. */
  loaded: string | undefined;
  lease: Lease | undefined;
  nextId: number;
}

/** The time in which one engine uses a worker. Its calls have ids of their own. */
interface Lease {
  readonly messageListeners: ((message: Packet | 'pong') => void)[];
  readonly endListeners: ((end: WorkerEnd) => void)[];
  readonly ids: Map<number, number>;
}

/** What a worker of a file loads in the place of what it was told to. */
export type LoadInstead = (file: string, params: unknown) => unknown;

export class WorkerPool implements AsyncDisposable {
  readonly #workers = new Map<string, PooledWorker[]>();
  readonly #loadInstead: LoadInstead;

  constructor(loadInstead: LoadInstead = (_, params) => params) {
    this.#loadInstead = loadInstead;
  }

  readonly start: StartWorker = (start) => {
    const worker = this.#take(start);
    const lease: Lease = { messageListeners: [], endListeners: [], ids: new Map() };
    worker.lease = lease;
    return {
      get pid() {
        return worker.process.pid;
      },
      post: (message) => {
        if (message === 'ping' || message.kind !== 'call' || message.name !== 'load') post(worker, lease, message);
        else post(worker, lease, { ...message, params: this.#loadInstead(start.file, message.params) });
      },
      onMessage: (listener) => void lease.messageListeners.push(listener),
      onEnd: (listener) => void lease.endListeners.push(listener),
      kill: () => {
        if (worker.lease !== lease) return;
        worker.lease = undefined;
        for (const id of lease.ids.keys()) worker.process.post({ kind: 'cancel', id });
        for (const listener of lease.endListeners) listener({ kind: 'exited' });
      },
    };
  };

  async [Symbol.asyncDispose](): Promise<void> {
    const workers = [...this.#workers.values()].flat();
    const ended = workers.map(({ process }) => new Promise<void>((resolve) => process.onEnd(() => resolve())));
    for (const { process } of workers) process.kill();
    await Promise.all(ended);
  }

  #take(start: WorkerStart): PooledWorker {
    const workers = this.#workers.get(start.file) ?? [];
    this.#workers.set(start.file, workers);
    const free = workers.find(({ lease }) => lease === undefined);
    if (free !== undefined) return free;
    const worker: PooledWorker = { process: forkWorker(start), loaded: undefined, lease: undefined, nextId: 1 };
    workers.push(worker);
    worker.process.onMessage((message) => {
      const id = message === 'pong' ? undefined : worker.lease?.ids.get(message.id);
      if (message !== 'pong' && id === undefined) return;
      if (message !== 'pong' && message.kind !== 'item') worker.lease?.ids.delete(message.id);
      tell(worker.lease, message === 'pong' ? message : ({ ...message, id } as Packet));
    });
    worker.process.onEnd((end) => {
      workers.splice(workers.indexOf(worker), 1);
      for (const listener of worker.lease?.endListeners ?? []) listener(end);
    });
    return worker;
  }
}

function post(worker: PooledWorker, lease: Lease, message: Packet | 'ping'): void {
  if (worker.lease !== lease) return;
  if (message === 'ping') worker.process.post(message);
  else if (message.kind !== 'call') postFor(worker, lease, message);
  else if (message.name !== 'load' || isNews(worker, message.params)) postCall(worker, lease, message);
  else queueMicrotask(() => tell(lease, { kind: 'value', id: message.id, value: null }));
}

/** Whether the worker has another model loaded, or none. */
function isNews(worker: PooledWorker, loadParams: unknown): boolean {
  const wanted = JSON.stringify(loadParams);
  if (worker.loaded === wanted) return false;
  worker.loaded = wanted;
  return true;
}

function postCall(worker: PooledWorker, lease: Lease, call: Packet): void {
  const id = worker.nextId++;
  lease.ids.set(id, call.id);
  worker.process.post({ ...call, id });
}

function postFor(worker: PooledWorker, lease: Lease, message: Packet): void {
  const own = [...lease.ids].find(([, id]) => id === message.id)?.[0];
  if (own !== undefined) worker.process.post({ ...message, id: own });
}

function tell(lease: Lease | undefined, message: Packet | 'pong'): void {
  for (const listener of lease?.messageListeners ?? []) listener(message);
}
