/** The audio of one turn of the user, from the pre-roll to now, pauses included. */

import type { SampleTime } from '../../contract/ids.ts';

export class Utterance {
  readonly startedAt: SampleTime;
  readonly #chunks: Float32Array[] = [];
  #samples = 0;
  /** Samples at the start that are transcribed for good and need not be kept. */
  #settled = 0;
  #voicePeak: number | undefined;

  constructor(preRoll: Float32Array, preRollAt: SampleTime) {
    this.startedAt = preRollAt;
    this.append(preRoll);
  }

  append(pcm: Float32Array): void {
    this.#chunks.push(pcm);
    this.#samples += pcm.length;
  }

  /** How likely a frame of it holds a voice. */
  noteVoice(probability: number): void {
    this.#voicePeak = Math.max(this.#voicePeak ?? 0, probability);
  }

  /** The highest of these; absent when nobody told. */
  get voicePeak(): number | undefined {
    return this.#voicePeak;
  }

  /** Length of what is not yet settled. */
  get pendingSamples(): number {
    return this.#samples - this.#settled;
  }

  /** Where that begins. */
  get settledAt(): SampleTime {
    return (this.startedAt + this.#settled) as SampleTime;
  }

  /** What is not yet settled, up to `end` in capture time. */
  pending(end: SampleTime): Float32Array {
    return this.between(this.settledAt, end);
  }

  /** What was said from `start` to `end`, as far as it is there and not settled. */
  between(start: SampleTime, end: SampleTime): Float32Array {
    const first = Math.max(this.#settled, start - this.startedAt);
    const length = Math.max(0, Math.min(this.#samples, end - this.startedAt) - first);
    const pcm = new Float32Array(length);
    let position = first - this.#firstKept();
    let filled = 0;
    for (const chunk of this.#chunks) {
      if (filled === length) break;
      if (position >= chunk.length) {
        position -= chunk.length;
        continue;
      }
      const part = chunk.subarray(position, position + length - filled);
      pcm.set(part, filled);
      filled += part.length;
      position = 0;
    }
    return pcm;
  }

  /** Forgets the audio before `end`: its words are known. */
  settle(end: SampleTime): void {
    this.#settled = Math.max(this.#settled, Math.min(this.#samples, end - this.startedAt));
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      if (this.#firstKept() + first.length > this.#settled) return;
      this.#chunks.shift();
    }
  }

  /** Position of the first sample that is still kept. */
  #firstKept(): number {
    return this.#samples - this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }
}
