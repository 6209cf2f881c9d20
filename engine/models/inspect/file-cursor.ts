import { SottoFault } from '../../../contract/faults.ts';
import type { ModelFile } from './model-file.ts';

const WINDOW_BYTES = 256 * 1024;

/**
 * Reads small little-endian values forwards through a file, window by window. `ensure(n)` brings the next n bytes into
 * memory; the value readers after it are synchronous and take what was ensured. Loops over many small values guard the
 * await with `has(n)`, so that they wait only once a window.
 */
export class FileCursor {
  readonly file: ModelFile;
  #window: Buffer = Buffer.alloc(0);
  /** Where in the file the window starts. */
  #windowStart: number;
  /** Offset of the next byte within the window; beyond its end after a long skip. */
  #at = 0;

  /** Starts at `position`; must not outlive the file. */
  constructor(file: ModelFile, position: number = 0) {
    this.file = file;
    this.#windowStart = position;
  }

  get position(): number {
    return this.#windowStart + this.#at;
  }

  get remainingBytes(): number {
    return this.file.sizeBytes - this.position;
  }

  has(lengthBytes: number): boolean {
    return this.#at + lengthBytes <= this.#window.length;
  }

  /** Throws `model-corrupt` when the file ends first. */
  async ensure(lengthBytes: number): Promise<void> {
    if (this.has(lengthBytes)) return;
    if (lengthBytes > this.remainingBytes) throw this.#endsEarly(lengthBytes);
    const start = this.position;
    const wanted = Math.min(Math.max(WINDOW_BYTES, lengthBytes), this.file.sizeBytes - start);
    if (this.#window.length === wanted) await this.file.readInto(this.#window, start);
    else this.#window = await this.file.read(start, wanted);
    this.#windowStart = start;
    this.#at = 0;
  }

  /** Moves on without reading. Throws `model-corrupt` when that leads beyond the end. */
  skip(lengthBytes: number): void {
    if (lengthBytes < 0 || lengthBytes > this.remainingBytes) throw this.#endsEarly(lengthBytes);
    this.#at += lengthBytes;
  }

  u8(): number {
    return this.#window.readUInt8(this.#advance(1));
  }
  u16(): number {
    return this.#window.readUInt16LE(this.#advance(2));
  }
  u32(): number {
    return this.#window.readUInt32LE(this.#advance(4));
  }
  i8(): number {
    return this.#window.readInt8(this.#advance(1));
  }
  i16(): number {
    return this.#window.readInt16LE(this.#advance(2));
  }
  i32(): number {
    return this.#window.readInt32LE(this.#advance(4));
  }
  f32(): number {
    return this.#window.readFloatLE(this.#advance(4));
  }
  f64(): number {
    return this.#window.readDoubleLE(this.#advance(8));
  }
  i64(): bigint {
    return this.#window.readBigInt64LE(this.#advance(8));
  }

  /** A 64-bit count or offset; above 2^53 it comes back as Infinity, which every bound refuses. */
  u64(): number {
    const at = this.#advance(8);
    const high = this.#window.readUInt32LE(at + 4);
    return high > 0x1f_ffff ? Infinity : high * 0x1_0000_0000 + this.#window.readUInt32LE(at);
  }

  text(lengthBytes: number): string {
    const at = this.#advance(lengthBytes);
    return this.#window.toString('utf8', at, at + lengthBytes);
  }

  /** A view that the next `ensure` may overwrite. */
  bytes(lengthBytes: number): Buffer {
    const at = this.#advance(lengthBytes);
    return this.#window.subarray(at, at + lengthBytes);
  }

  #advance(lengthBytes: number): number {
    const at = this.#at;
    if (at + lengthBytes > this.#window.length) throw new RangeError('read without ensure');
    this.#at = at + lengthBytes;
    return at;
  }

  #endsEarly(lengthBytes: number): SottoFault {
    const needs = `${lengthBytes} bytes are needed at byte ${this.position}, the file has ${this.file.sizeBytes}`;
    return new SottoFault('model-corrupt', `${this.file.name} ends too early: ${needs}. Download it again.`, {
      stage: 'models',
    });
  }
}
