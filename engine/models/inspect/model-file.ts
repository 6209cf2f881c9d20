import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SottoFault } from '../../../contract/faults.ts';

/**
 * A model file open for reading, in windows: model files are larger than memory should hold. All numbers in the
 * formats read here are little-endian, as is every platform the engine runs on.
 */
export class ModelFile implements AsyncDisposable {
  /** Without its folder, for messages. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly #handle: FileHandle;

  private constructor(name: string, sizeBytes: number, handle: FileHandle) {
    this.name = name;
    this.sizeBytes = sizeBytes;
    this.#handle = handle;
  }

  /** Opens a regular file. Throws `model-missing` when there is none or it cannot be read. */
  static async open(path: string): Promise<ModelFile> {
    const before = await stat(path).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    if (!before.isFile()) throw irregular(path); // opening a pipe would wait for its writer
    const handle = await openForReading(path, constants.O_RDONLY);
    return ModelFile.#adopt(path, handle, await handle.stat());
  }

  /**
   * Opens a file that nobody vouches for. Links are refused: a link may name a file the user never meant to hand to
   * native code, and one with a second name can change after it was checked.
   */
  static async openUntrusted(path: string): Promise<ModelFile> {
    const before = await lstat(path).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    if (before.isSymbolicLink())
      throw new SottoFault('model-unsupported', `${basename(path)} is a link. Give the file itself.`, {
        stage: 'models',
      });
    if (!before.isFile()) throw irregular(path);
    const handle = await openForReading(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const opened = await handle.stat();
    if (opened.nlink !== 1 || opened.ino !== before.ino || opened.dev !== before.dev) {
      await handle.close();
      throw new SottoFault(
        'model-unsupported',
        `${basename(path)} has more than one name on disk. Give a copy of it.`,
        { stage: 'models' },
      );
    }
    return ModelFile.#adopt(path, handle, opened);
  }

  static async #adopt(path: string, handle: FileHandle, stats: Stats): Promise<ModelFile> {
    if (stats.isFile() && stats.size > 0) return new ModelFile(basename(path), stats.size, handle);
    await handle.close();
    if (stats.isFile())
      throw new SottoFault('model-corrupt', `${basename(path)} is empty. Download it again.`, { stage: 'models' });
    throw irregular(path);
  }

  /** Exactly `lengthBytes` bytes, in memory of their own whose start is aligned for any typed array. */
  async read(position: number, lengthBytes: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(lengthBytes);
    await this.readInto(bytes, position);
    return bytes;
  }

  /** Fills `target`. Throws `model-corrupt` when the file ends before it is full. */
  async readInto(target: Uint8Array, position: number): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      const { bytesRead } = await this.#handle.read(target, filled, target.length - filled, position + filled);
      if (bytesRead === 0) {
        throw new SottoFault(
          'model-corrupt',
          `${this.name} ends at byte ${position + filled}, in the middle of its data. Download it again.`,
          { stage: 'models' },
        );
      }
      filled += bytesRead;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

async function openForReading(path: string, flags: number): Promise<FileHandle> {
  return open(path, flags).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

function irregular(path: string): SottoFault {
  return new SottoFault('model-unsupported', `${basename(path)} is not a regular file.`, { stage: 'models' });
}

function unreadable(path: string, cause: unknown): SottoFault {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const message = missing
    ? `There is no file ${basename(path)}.`
    : `${basename(path)} cannot be read: check its permissions.`;
  return new SottoFault('model-missing', message, { stage: 'models', cause });
}
