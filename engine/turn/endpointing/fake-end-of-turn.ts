/** An end-of-turn model that says what a test tells it to. */

import { SottoFault } from '../../../contract/faults.ts';
import type { EndOfTurnModel } from './endpointing.ts';

export class FakeEndOfTurn implements EndOfTurnModel {
  readonly #script: readonly number[];
  /** The length in samples of every turn it was asked about. */
  readonly asked: number[] = [];
  #disposed = false;

  /** @param script one probability a question; the last one goes on. */
  constructor(script: readonly number[] = [1]) {
    this.#script = script;
  }

  async predict(pcm: Float32Array): Promise<number> {
    if (this.#disposed)
      throw new SottoFault('worker-unavailable', 'The end-of-turn model is closed.', { stage: 'turn' });
    this.asked.push(pcm.length);
    return this.#script[this.asked.length - 1] ?? this.#script.at(-1) ?? 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
  }
}
