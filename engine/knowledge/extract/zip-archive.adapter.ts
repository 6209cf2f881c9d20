/** The files in a ZIP archive, through yauzl: only those asked for, and never more than an archive may honestly hold. */

import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { Unreadable } from './extractor.ts';

/** Of all parts together. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
const MAX_ENTRIES = 20_000;
/** Text packs to a tenth; what packs to less than this was made to burst. */
const MAX_RATIO = 500;

export class ZipArchive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  #unpackedBytes = 0;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws Unreadable `damaged` or `too-deep` */
  static async open(bytes: Uint8Array): Promise<ZipArchive> {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      fromBuffer(buffer, { lazyEntries: true, validateEntrySizes: true }, (error, opened) =>
        error || opened === undefined ? reject(new Unreadable('damaged')) : resolve(opened),
      );
    });
    if (zip.entryCount > MAX_ENTRIES) throw new Unreadable('too-deep');
    const entries = new Map<string, Entry>();
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.on('end', resolve);
      zip.on('error', () => reject(new Unreadable('damaged')));
      zip.readEntry();
    });
    return new ZipArchive(zip, entries);
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** @throws Unreadable `damaged`, `encrypted` or `too-deep` */
  async read(name: string): Promise<Uint8Array> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new Unreadable('damaged');
    if ((entry.generalPurposeBitFlag & 1) !== 0) throw new Unreadable('encrypted');
    this.#unpackedBytes += entry.uncompressedSize;
    const bursts = entry.uncompressedSize > 1_000_000 && entry.uncompressedSize > MAX_RATIO * entry.compressedSize;
    if (bursts || this.#unpackedBytes > MAX_UNPACKED_BYTES) throw new Unreadable('too-deep');
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => {
        if (error || stream === undefined) return reject(new Unreadable('damaged'));
        const parts: Buffer[] = [];
        // The sizes in the directory are checked by the reader: a stream that gives more fails.
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => resolve(Buffer.concat(parts)));
        stream.on('error', () => reject(new Unreadable('damaged')));
      });
    });
  }

  async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.read(name));
  }
}
