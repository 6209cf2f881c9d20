/**
 * A file that takes up space until the disk is full and something must still be written: on a full disk SQLite cannot
 * even delete.
 */

import { randomBytes } from 'node:crypto';
import { rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';

export const BALLAST_BYTES: number = 16 * 1024 * 1024;
/** Below this much free space the ballast would itself be what fills the disk. */
const MIN_FREE_BYTES = 4 * BALLAST_BYTES;

export class Ballast {
  readonly #path: string;
  readonly #bytes: number;

  constructor(folder: string, bytes: number = BALLAST_BYTES) {
    this.#path = join(folder, 'ballast');
    this.#bytes = bytes;
  }

  /** Takes up the space, where there is plenty. */
  async ensure(): Promise<'there' | 'no-room'> {
    const size = await stat(this.#path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size === this.#bytes) return 'there';
    const { bavail, bsize } = await statfs(join(this.#path, '..'));
    if (bavail * bsize < (MIN_FREE_BYTES * this.#bytes) / BALLAST_BYTES) return 'no-room';
    try {
      // Random, because a file system that compresses would make zeros weigh nothing.
      await writeDurably(this.#path, randomBytes(this.#bytes));
      return 'there';
    } catch {
      await this.release();
      return 'no-room';
    }
  }

  /** Gives the space back. */
  async release(): Promise<'released' | 'nothing-to-release'> {
    await rm(`${this.#path}.part`, { force: true });
    return rm(this.#path).then(
      () => 'released',
      () => 'nothing-to-release',
    );
  }
}
