/** A gain that changes over a short ramp, so that it does not click. */

import { FADE_MS } from './playback.ts';

export class GainRamp {
  readonly #rampSamples: number;
  #gain = 1;
  #target = 1;
  #step = 0;

  constructor(sampleRateHz: number) {
    this.#rampSamples = (sampleRateHz * FADE_MS) / 1000;
  }

  /** @param gainDb reached within FADE_MS of what is applied from now on. */
  aim(gainDb: number): void {
    this.#target = 10 ** (gainDb / 20);
    this.#step = (this.#target - this.#gain) / this.#rampSamples;
  }

  /** A copy with the gain; the samples themselves while it is 1. */
  apply(pcm: Float32Array): Float32Array {
    if (this.#gain === 1 && this.#target === 1) return pcm;
    return pcm.map((sample) => sample * this.#next());
  }

  #next(): number {
    const rest = this.#target - this.#gain;
    this.#gain = Math.abs(rest) <= Math.abs(this.#step) ? this.#target : this.#gain + this.#step;
    return this.#gain;
  }
}
