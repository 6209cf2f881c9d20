/** A loudspeaker without a device: for files, tests and measurements. Heard in real time, or as fast as it is written. */

import { type Clock, systemClock } from '../base/clock.ts';
import { PacedQueue } from './paced-queue.ts';
import { FADE_MS, type Speaker } from './playback.ts';

export interface VirtualSpeakerOptions {
  readonly pace: 'real-time' | 'fast';
  readonly clock?: Clock;
  /** Receives what is written and when its first sample is heard; `kept` cuts an earlier chunk after a flush. */
  readonly onHeard?: (pcm: Float32Array, startMs: number) => void;
  readonly onFlush?: (keptSamples: number) => void;
}

export class VirtualSpeaker implements Speaker {
  readonly sampleRateHz: number;
  readonly #options: VirtualSpeakerOptions;
  readonly #queue: PacedQueue;
  #written = 0;

  constructor(sampleRateHz: number, options: VirtualSpeakerOptions) {
    this.sampleRateHz = sampleRateHz;
    this.#options = options;
    this.#queue = new PacedQueue(options.clock ?? systemClock, sampleRateHz);
  }

  write(pcm: Float32Array): void {
    const startMs = this.#queue.push(pcm.length);
    this.#written += pcm.length;
    this.#options.onHeard?.(pcm, startMs);
  }

  get heardSamples(): number {
    return this.#options.pace === 'fast' ? this.#written : this.#queue.heardSamples;
  }

  get queuedMs(): number {
    return this.#options.pace === 'fast' ? 0 : this.#queue.queuedMs;
  }

  /** Who listens to a recording hears every word. */
  setGain(_gainDb: number): void {}

  flush(): void {
    const kept = this.#queue.flush(FADE_MS);
    if (this.#options.pace === 'fast') return;
    this.#options.onFlush?.(kept);
  }

  async drained(): Promise<void> {
    for (let waitMs = this.queuedMs; waitMs > 0; waitMs = this.queuedMs) {
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(Math.min(waitMs, 250))));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.flush();
  }
}
