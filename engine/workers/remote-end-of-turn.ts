/** The end-of-turn port, answered by a supervised worker. */

import type { EndOfTurnModel } from '../turn/endpointing/endpointing.ts';
import { retryOnce } from './retry.ts';
import type { WorkerSupervisor } from './supervisor.ts';
import type { TurnCalls, TurnLoad } from './turn-worker.ts';

export class RemoteEndOfTurn implements EndOfTurnModel {
  readonly #worker: WorkerSupervisor<TurnCalls, TurnLoad>;

  constructor(worker: WorkerSupervisor<TurnCalls, TurnLoad>) {
    this.#worker = worker;
  }

  predict(pcm: Float32Array): Promise<number> {
    return retryOnce(() => this.#worker.call('predict', { pcm }), undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#worker[Symbol.asyncDispose]();
  }
}
