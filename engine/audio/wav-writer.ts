/**
 * Writes a WAV file while its audio is still being made.
 *
 * Invariants:
 * 1. Nothing is at `path` until `finish` succeeded; then the whole file is, on disk and with the right sizes.
 * 2. Disposed without `finish`, it leaves nothing behind.
 */

import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { SottoFault } from '../../contract/faults.ts';
import { encodePcm16, WAV_HEADER_BYTES, wavHeader } from './wav.ts';

/** Sizes in a WAV header have 32 bits. */
const MAX_DATA_BYTES = 0xffff_ffff - WAV_HEADER_BYTES;

export class WavWriter implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #sampleRateHz: number;
  #dataBytes = 0;
  #state: 'open' | 'finished' | 'disposed' = 'open';

  private constructor(path: string, file: FileHandle, sampleRateHz: number) {
    this.#path = path;
    this.#file = file;
    this.#sampleRateHz = sampleRateHz;
  }

  /** @throws SottoFault `bad-input` when nothing can be written there, `disk-full`. */
  static async create(path: string, sampleRateHz: number): Promise<WavWriter> {
    const file = await writing(path, () => open(temporaryPath(path), 'w'));
    const writer = new WavWriter(path, file, sampleRateHz);
    try {
      await writing(path, () => file.writeFile(wavHeader(sampleRateHz, 0)));
    } catch (error) {
      await writer[Symbol.asyncDispose]();
      throw error;
    }
    return writer;
  }

  get samples(): number {
    return this.#dataBytes / 2;
  }

  /** Appends mono samples. Calls must not overlap. */
  async write(pcm: Float32Array): Promise<void> {
    if (this.#state !== 'open') throw new SottoFault('internal', 'The WAV file is finished; nothing can be added.');
    const bytes = encodePcm16(pcm);
    if (this.#dataBytes + bytes.length > MAX_DATA_BYTES) {
      throw new SottoFault('audio-too-long', `${this.#path} would exceed 4 GB, the limit of a WAV file.`);
    }
    await writing(this.#path, () => this.#file.writeFile(bytes));
    this.#dataBytes += bytes.length;
  }

  /** Puts the file in place. */
  async finish(): Promise<void> {
    if (this.#state !== 'open') return;
    await writing(this.#path, async () => {
      await this.#file.write(wavHeader(this.#sampleRateHz, this.#dataBytes), 0, WAV_HEADER_BYTES, 0);
      await this.#file.sync();
      await this.#file.close();
      await rename(temporaryPath(this.#path), this.#path);
    });
    this.#state = 'finished';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'disposed';
    await this.#file.close().catch(() => undefined);
    await rm(temporaryPath(this.#path), { force: true });
  }
}

function temporaryPath(path: string): string {
  return `${path}.${process.pid}.part`;
}

async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new SottoFault('disk-full', `The disk is full: ${path} could not be written.`, { cause: error });
    }
    throw new SottoFault('bad-input', `${path} cannot be written (${code ?? message}).`, { cause: error });
  }
}
