import { type FileHandle, open, rm } from 'node:fs/promises';
import { SottoFault } from '../../../contract/faults.ts';

const BUFFER_BYTES = 1 << 20;

/** A file being written front to back. Disposing of it before `finish` deletes it. */
export class OutputFile implements AsyncDisposable {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #buffer: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #buffered = 0;
  #flushedBytes = 0;
  #state: 'open' | 'finished' | 'disposed' = 'open';

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<OutputFile> {
    return new OutputFile(path, await open(path, 'w'));
  }

  get positionBytes(): number {
    return this.#flushedBytes + this.#buffered;
  }

  /** The bytes may be reused once this resolves. Throws `disk-full`. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length > BUFFER_BYTES - this.#buffered) await this.#flush();
    if (bytes.length > BUFFER_BYTES) return this.#writeThrough(bytes);
    this.#buffer.set(bytes, this.#buffered);
    this.#buffered += bytes.length;
  }

  /** Zeroes up to the next multiple of `alignmentBytes`. */
  async align(alignmentBytes: number): Promise<void> {
    const padding = (alignmentBytes - (this.positionBytes % alignmentBytes)) % alignmentBytes;
    if (padding > 0) await this.write(new Uint8Array(padding));
  }

  /** Everything is on disk once this resolves. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    this.#state = 'finished';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'disposed';
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }

  async #flush(): Promise<void> {
    const bytes = this.#buffer.subarray(0, this.#buffered);
    this.#buffered = 0;
    if (bytes.length > 0) await this.#writeThrough(bytes);
  }

  async #writeThrough(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at);
        at += bytesWritten;
        this.#flushedBytes += bytesWritten;
      }
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') throw cause;
      throw new SottoFault('disk-full', 'The disk is full: free some space, then install the model again.', {
        stage: 'models',
        cause,
      });
    }
  }
}

/** Runs `write` on a new file, which is complete when this resolves and gone when it rejects. */
export async function writeOutputFile(path: string, write: (file: OutputFile) => Promise<void>): Promise<void> {
  const file = await OutputFile.create(path);
  try {
    await write(file);
    await file.finish();
  } finally {
    await file[Symbol.asyncDispose]();
  }
}
