/** When each written sample is heard, computed from a clock: the heard-samples clock of speakers without one. */

import type { Clock } from '../base/clock.ts';

interface Chunk {
  readonly startMs: number;
  samples: number;
}

export class PacedQueue {
  readonly #clock: Clock;
  readonly #sampleRateHz: number;
  /** Chunks not yet heard to their end; earlier ones are in #heardBefore. */
  #chunks: Chunk[] = [];
  #heardBefore = 0;

  constructor(clock: Clock, sampleRateHz: number) {
    this.#clock = clock;
    this.#sampleRateHz = sampleRateHz;
  }

  /** @returns when the first of these samples is heard, on the clock given. */
  push(samples: number): number {
    const startMs = Math.max(this.#clock.nowMs(), this.#endMs());
    this.#retire();
    this.#chunks.push({ startMs, samples });
    return startMs;
  }

  get heardSamples(): number {
    this.#retire();
    const playing = this.#chunks[0];
    return this.#heardBefore + (playing === undefined ? 0 : this.#heardOf(playing));
  }

  get queuedMs(): number {
    return Math.max(0, this.#endMs() - this.#clock.nowMs());
  }

  /** Drops what was not heard yet, except the next `keepMs`. @returns how many of the samples pushed are kept. */
  flush(keepMs: number): number {
    const keep = Math.round((keepMs * this.#sampleRateHz) / 1000);
    let allowed = this.heardSamples + keep - this.#heardBefore;
    const kept: Chunk[] = [];
    for (const chunk of this.#chunks) {
      if (allowed <= 0) break;
      chunk.samples = Math.min(chunk.samples, allowed);
      allowed -= chunk.samples;
      kept.push(chunk);
    }
    this.#chunks = kept;
    return this.#heardBefore + kept.reduce((sum, chunk) => sum + chunk.samples, 0);
  }

  #retire(): void {
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      if (this.#heardOf(first) < first.samples) return;
      this.#heardBefore += first.samples;
      this.#chunks.shift();
    }
  }

  #heardOf(chunk: Chunk): number {
    const samples = Math.floor(((this.#clock.nowMs() - chunk.startMs) * this.#sampleRateHz) / 1000);
    return Math.min(chunk.samples, Math.max(0, samples));
  }

  #endMs(): number {
    const last = this.#chunks.at(-1);
    return last === undefined ? 0 : last.startMs + (last.samples * 1000) / this.#sampleRateHz;
  }
}
