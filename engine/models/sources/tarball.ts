/** Reads plain files out of a gzip-compressed POSIX (ustar) archive with pax long names, front to back. */

import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { SottoFault } from '../../../contract/faults.ts';

const BLOCK_BYTES = 512;
const MAX_PAX_BYTES = 64 * 1024;
const MAX_MEMBERS = 20_000;

export interface TarMember {
  readonly name: string;
  readonly size: number;
  /** Must be read before the next member; what is left is skipped. */
  readonly content: AsyncIterable<Buffer>;
}

/** Regular files in archive order; links and devices are passed over. Throws `model-corrupt` for a damaged archive. */
export async function* readTarball(path: string): AsyncIterable<TarMember> {
  const gunzip = createGunzip();
  const feeding = pipeline(createReadStream(path), gunzip).catch((error: unknown) => {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  const blocks = new BlockReader(gunzip);
  try {
    let longName: string | undefined;
    for (let count = 0; ; count += 1) {
      if (count > MAX_MEMBERS) throw corrupt('it has too many members');
      const header = await blocks.take(BLOCK_BYTES);
      if (header === undefined || header.every((byte) => byte === 0)) return;
      const { name, size, type } = parseHeader(header);
      const padded = Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
      if (type === 'x') {
        if (size > MAX_PAX_BYTES) throw corrupt('a member has a huge header');
        const record = await blocks.take(padded);
        longName = record === undefined ? undefined : paxPath(record.toString('utf8', 0, size));
        continue;
      }
      const body = blocks.body(size);
      if (type === '0' || type === '\0') yield { name: longName ?? name, size, content: body.stream() };
      longName = undefined;
      await body.skipRest();
      await blocks.skip(padded - size);
    }
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

function parseHeader(header: Buffer): { name: string; size: number; type: string } {
  let sum = 8 * 32;
  for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += byte;
  if (sum !== octal(header, 148, 8)) throw corrupt('a header has a wrong checksum');
  const prefix = text(header, 345, 155);
  const name = text(header, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: octal(header, 124, 12),
    type: text(header, 156, 1) || '0',
  };
}

function text(header: Buffer, at: number, length: number): string {
  const field = header.toString('utf8', at, at + length);
  const end = field.indexOf('\0');
  return end < 0 ? field : field.slice(0, end);
}

function octal(header: Buffer, at: number, length: number): number {
  const digits = text(header, at, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw corrupt('a header has a number that is none');
  return Number.parseInt(digits, 8);
}

/** A pax record is "length key=value\n". */
function paxPath(records: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
}

class BlockReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: Readable) {
    this.#chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** Some bytes, at most `limit`; undefined at the end. */
  async some(limit: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next().catch((error: unknown) => {
        throw corrupt(error instanceof Error ? error.message : String(error), error);
      });
      if (next.done === true) return undefined;
      this.#rest = next.value;
    }
    const piece = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** Exactly `length` bytes; undefined when the archive ends right here. */
  async take(length: number): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    for (let missing = length; missing > 0; ) {
      const piece = await this.some(missing);
      if (piece === undefined && missing === length) return undefined;
      if (piece === undefined) throw corrupt('it ends early');
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async skip(length: number): Promise<void> {
    for (let missing = length; missing > 0; ) {
      const piece = await this.some(missing);
      if (piece === undefined) throw corrupt('it ends early');
      missing -= piece.length;
    }
  }

  body(size: number): { stream(): AsyncIterable<Buffer>; skipRest(): Promise<void> } {
    let missing = size;
    const reader = this;
    return {
      async *stream() {
        while (missing > 0) {
          const piece = await reader.some(missing);
          if (piece === undefined) throw corrupt('it ends early');
          missing -= piece.length;
          yield piece;
        }
      },
      async skipRest() {
        await reader.skip(missing);
        missing = 0;
      },
    };
  }
}

function corrupt(problem: string, cause?: unknown): SottoFault {
  return new SottoFault('model-corrupt', `The downloaded package is damaged: ${problem}. Install the model again.`, {
    stage: 'models',
    cause,
  });
}
