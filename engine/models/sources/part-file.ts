/**
 * A download in progress: the bytes so far in `<name>.part`, what is known of them in `<name>.part.json`.
 * Invariants:
 * 1. A byte counts as received only after it was written, so that the record never runs ahead of the file.
 * 2. The record belongs to one size and one validator (ETag); with any other it is discarded.
 * 3. Names are the SHA-256 of the whole file, so parts of different contents never mix.
 */

import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const segmentSchema = z.strictObject({
  start: z.int().nonnegative(),
  /** Exclusive. */
  end: z.int().positive(),
  received: z.int().nonnegative(),
});
const recordSchema = z.strictObject({
  size: z.int().positive(),
  etag: z.string().optional(),
  segments: z.array(segmentSchema).min(1).max(16),
});
type PartRecord = z.infer<typeof recordSchema>;
export type Segment = PartRecord['segments'][number];

export class PartFile implements AsyncDisposable {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;
  #record: PartRecord;

  private constructor(path: string, handle: FileHandle, record: PartRecord) {
    this.path = path;
    this.size = record.size;
    this.#handle = handle;
    this.#record = record;
  }

  /** Continues an earlier part where there is a usable one, else starts an empty one. */
  static async open(path: string, size: number, openFile: typeof open = open): Promise<PartFile> {
    const record = await readRecord(path, size);
    if (record !== undefined) {
      const handle = await openFile(path, 'r+').catch(() => undefined);
      if (handle !== undefined) return new PartFile(path, handle, record);
    }
    return new PartFile(path, await openFile(path, 'w+'), { size, segments: [{ start: 0, end: size, received: 0 }] });
  }

  get etag(): string | undefined {
    return this.#record.etag;
  }

  get segments(): readonly Segment[] {
    return this.#record.segments;
  }

  get receivedBytes(): number {
    return this.#record.segments.reduce((sum, segment) => sum + segment.received, 0);
  }

  get isComplete(): boolean {
    return this.receivedBytes === this.size;
  }

  /** Forgets every byte. */
  restart(etag: string | undefined): void {
    const segments = [{ start: 0, end: this.size, received: 0 }];
    this.#record = etag === undefined ? { size: this.size, segments } : { size: this.size, etag, segments };
  }

  /** The validator that later requests must still meet. */
  adoptEtag(etag: string | undefined): void {
    const { size, segments } = this.#record;
    this.#record = etag === undefined ? { size, segments } : { size, etag, segments };
  }

  /** Cuts the untouched rest of a lone segment into `count` about equal ones. */
  split(count: number): void {
    const [only, ...others] = this.#record.segments;
    if (only === undefined || others.length > 0) return;
    const from = only.start + only.received;
    const stepBytes = Math.ceil((only.end - from) / count);
    const segments: Segment[] = [];
    for (let start = from; start < only.end; start += stepBytes) {
      segments.push({ start, end: Math.min(start + stepBytes, only.end), received: 0 });
    }
    const [first, ...rest] = segments;
    if (first === undefined) return;
    this.#record.segments = [{ start: only.start, end: first.end, received: only.received }, ...rest];
  }

  async write(segment: Segment, chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const position = segment.start + segment.received;
      const { bytesWritten } = await this.#handle.write(chunk, at, chunk.length - at, position);
      at += bytesWritten;
      segment.received += bytesWritten;
    }
  }

  async saveRecord(): Promise<void> {
    const temporary = `${recordPath(this.path)}.new`;
    await writeFile(temporary, JSON.stringify(this.#record));
    await rename(temporary, recordPath(this.path));
  }

  /** Makes the bytes survive a loss of power. */
  async flush(): Promise<void> {
    await this.#handle.sync();
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(recordPath(this.path), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

export function recordPath(partPath: string): string {
  return `${partPath}.json`;
}

async function readRecord(path: string, size: number): Promise<PartRecord | undefined> {
  const text = await readFile(recordPath(path), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const record = recordSchema.parse(JSON.parse(text));
    return record.size === size && coversExactly(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function coversExactly({ segments, size }: PartRecord): boolean {
  let at = 0;
  for (const { start, end, received } of segments) {
    if (start !== at || end <= start || received > end - start) return false;
    at = end;
  }
  return at === size;
}
