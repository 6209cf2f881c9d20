/** A loudspeaker under the hand of a test: nothing is heard until `hear` says so. */

import { SottoFault } from '../../contract/faults.ts';
import type { Speaker } from './playback.ts';

export class FakeSpeaker implements Speaker {
  readonly sampleRateHz: number;
  heardSamples = 0;
  gainDb = 0;
  /** Every sample written, dropped ones too. */
  readonly written: number[] = [];
  #queued = 0;
  #waiting: (() => void)[] = [];
  #hearsAll = false;
  #unplugged = false;

  constructor(sampleRateHz: number) {
    this.sampleRateHz = sampleRateHz;
  }

  get queuedMs(): number {
    // The player must never wait for room: a test decides what is heard, and when.
    return this.#queued === 0 ? 0 : 1;
  }

  get queuedSamples(): number {
    return this.#queued;
  }

  write(pcm: Float32Array): void {
    this.#queued += pcm.length;
    this.written.push(...pcm);
    if (this.#hearsAll) this.hear(pcm.length);
  }

  /** So many samples leave the loudspeaker; all that is queued, and whatever comes later, when not told. */
  hear(samples?: number): void {
    if (samples === undefined) this.#hearsAll = true;
    const heard = Math.min(this.#queued, samples ?? this.#queued);
    this.heardSamples += heard;
    this.#queued -= heard;
    this.#settle();
  }

  setGain(gainDb: number): void {
    this.gainDb = gainDb;
  }

  flush(): void {
    this.#queued = 0;
    this.#settle();
  }

  /** The device is gone, as found out by whoever waits for it. */
  unplug(): void {
    this.#unplugged = true;
  }

  async drained(): Promise<void> {
    if (this.#unplugged)
      throw new SottoFault('device-missing', 'The loudspeaker was unplugged.', { stage: 'playback' });
    if (this.#queued === 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.flush();
  }

  #settle(): void {
    if (this.#queued > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
