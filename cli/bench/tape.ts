/**
 * A recording that is read while it is made. A recorder writes 16-bit mono samples into a file of its own; where sample
 * n lies on the wall clock is told by the file's length over time.
 *
 * Invariant: devices that run on the system's clock lose no time against it, so that a file can only be late. The least
 * lateness of the last seconds is the true one; what a busy machine adds to a single look at the file does not count.
 */

import type { ChildProcess } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const BYTES_PER_SAMPLE = 2;
const LOOK_MS = 40;
/** Looks within which one is sure to come right after a block was written. */
const WINDOW = 250;
const FIRST_BLOCK_LIMIT_MS = 10_000;

export class Tape implements AsyncDisposable {
  readonly sampleRateHz: number;
  readonly #file: FileHandle;
  readonly #looking: NodeJS.Timeout;
  /** Wall clock minus tape time, of the last looks. */
  readonly #offsetsMs: number[] = [];
  #lastSamples = 0;

  /** @param start starts the recorder with the file as its output. */
  static async record(path: string, sampleRateHz: number, start: (fd: number) => ChildProcess): Promise<Tape> {
    const file = await open(path, 'w+');
    start(file.fd);
    const tape = new Tape(file, sampleRateHz);
    for (let waitedMs = 0; waitedMs < FIRST_BLOCK_LIMIT_MS && (await tape.length()) === 0; waitedMs += LOOK_MS) {
      await delay(LOOK_MS);
    }
    return tape;
  }

  private constructor(file: FileHandle, sampleRateHz: number) {
    this.#file = file;
    this.sampleRateHz = sampleRateHz;
    this.#looking = setInterval(() => void this.#look().catch(() => undefined), LOOK_MS);
    this.#looking.unref();
  }

  /** Samples recorded so far. */
  async length(): Promise<number> {
    return Math.floor((await this.#file.stat()).size / BYTES_PER_SAMPLE);
  }

  /** The wall clock (`performance.now`) when a sample passed the device. */
  timeMs(sample: number): number {
    return (sample * 1000) / this.sampleRateHz + Math.min(...this.#offsetsMs);
  }

  /** The sample that passed the device at a time of the wall clock. */
  sampleAt(timeMs: number): number {
    return Math.max(0, Math.round(((timeMs - Math.min(...this.#offsetsMs)) * this.sampleRateHz) / 1000));
  }

  /** Samples from `from` up to `to`, or to what there is, in [-1, 1]. */
  async read(from: number, to: number): Promise<Float32Array> {
    const bytes = Buffer.alloc(Math.max(0, to - from) * BYTES_PER_SAMPLE);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, from * BYTES_PER_SAMPLE);
    const pcm = new Float32Array(Math.floor(bytesRead / BYTES_PER_SAMPLE));
    for (let i = 0; i < pcm.length; i++) pcm[i] = bytes.readInt16LE(i * BYTES_PER_SAMPLE) / 32_768;
    return pcm;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#looking);
    await this.#file.close();
  }

  async #look(): Promise<void> {
    const samples = await this.length();
    // An unchanged length says only that nothing was written yet.
    if (samples === this.#lastSamples) return;
    this.#lastSamples = samples;
    this.#offsetsMs.push(performance.now() - (samples * 1000) / this.sampleRateHz);
    if (this.#offsetsMs.length > WINDOW) this.#offsetsMs.shift();
  }
}
