import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { SottoFault } from '../../../contract/faults.ts';

const MAX_ENTRIES = 20_000;

/** A zip archive opened for single members. Names that leave the archive's root are refused by the reader. */
export class Wheel implements AsyncDisposable {
  readonly #zip: yauzl.ZipFile;
  readonly #entries: ReadonlyMap<string, yauzl.Entry>;

  private constructor(zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Throws `model-corrupt` for what is no zip archive, or one with two members of one name. */
  static async open(path: string): Promise<Wheel> {
    const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
      yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, opened) => {
        if (error) reject(corrupt(error.message, error));
        else resolve(opened);
      });
    });
    try {
      return new Wheel(zip, await readEntries(zip));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  /** The bytes of a member, unpacked. */
  member(name: string): Promise<Readable> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return Promise.reject(corrupt(`it has no member ${name}`));
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => {
        if (error) reject(corrupt(error.message, error));
        else resolve(stream);
      });
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#zip.close();
    return Promise.resolve();
  }
}

function readEntries(zip: yauzl.ZipFile): Promise<ReadonlyMap<string, yauzl.Entry>> {
  if (zip.entryCount > MAX_ENTRIES) return Promise.reject(corrupt(`it has ${zip.entryCount} members`));
  const entries = new Map<string, yauzl.Entry>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entries.has(entry.fileName)) return reject(corrupt(`it has ${entry.fileName} twice`));
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', (error: Error) => reject(corrupt(error.message, error)));
    zip.readEntry();
  });
}

function corrupt(problem: string, cause?: unknown): SottoFault {
  return new SottoFault('model-corrupt', `The downloaded package is damaged: ${problem}. Install the model again.`, {
    stage: 'models',
    cause,
  });
}
