/**
 * Keeps two installations of one model from doing the same work at once. Only saves work: what makes concurrent
 * installations safe is that each builds in a folder of its own and lands by one rename.
 */

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfCancelled } from './cancellation.ts';
import { isProcessAlive } from './process-alive.ts';

const POLL_MS = 200;
/** Locks of this very process: its id may have been another's before, in containers even regularly. */
const held = new Set<string>();
let counter = 0;

export class InstallLock implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Waits until no living process holds the lock. Throws `cancelled`. */
  static async acquire(
    locksDir: string,
    id: string,
    options: { readonly signal: AbortSignal; readonly onWaiting?: (holderPid: number) => void },
  ): Promise<InstallLock> {
    await mkdir(locksDir, { recursive: true });
    const path = join(locksDir, `${id}.lock`);
    for (;;) {
      throwIfCancelled(options.signal);
      try {
        await writeFile(path, String(process.pid), { flag: 'wx' });
        held.add(path);
        return new InstallLock(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holderPid = Number(await readFile(path, 'utf8').catch(() => ''));
      if (holderPid === process.pid ? !held.has(path) : holderPid > 0 && !isProcessAlive(holderPid)) {
        counter += 1;
        const aside = `${path}.${process.pid}-${counter}`;
        await rename(path, aside).catch(() => undefined);
        await rm(aside, { force: true });
        continue;
      }
      options.onWaiting?.(holderPid);
      await delay(POLL_MS, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    held.delete(this.#path);
    await rm(this.#path, { force: true });
  }
}
