/** Room on disk is asked for before work starts, and a disk that fills up anyway reads the same way. */

import { statfs } from 'node:fs/promises';
import { SottoFault } from '../../contract/faults.ts';

/** Bytes an ordinary user may still write in the file system that holds `folder`. */
export type FreeBytes = (folder: string) => Promise<number>;

export async function freeBytes(folder: string): Promise<number> {
  const stats = await statfs(folder);
  return stats.bavail * stats.bsize;
}

/** Space for file system overhead and for what else grows meanwhile. */
const HEADROOM = 1.1;

export async function requireFreeSpace(
  folder: string,
  neededBytes: number,
  what: string,
  free: FreeBytes = freeBytes,
): Promise<void> {
  const needed = Math.round(neededBytes * HEADROOM);
  const available = await free(folder);
  if (available < needed) throw diskFull(what, needed, available, folder);
}

/**
 * Turns "no space left", wherever it came up, into a `disk-full` that names the numbers of the whole undertaking;
 * anything else comes back as it was.
 */
export async function asDiskFault(
  error: unknown,
  folder: string,
  neededBytes: number,
  what: string,
  free: FreeBytes = freeBytes,
): Promise<unknown> {
  if (!isNoSpace(error) && !(error instanceof SottoFault && isNoSpace(error.cause))) return error;
  const available = await free(folder).catch(() => 0);
  return diskFull(what, Math.round(neededBytes * HEADROOM), available, folder, error);
}

function isNoSpace(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException | null | undefined)?.code ?? '');
}

function diskFull(what: string, needed: number, available: number, folder: string, cause?: unknown): SottoFault {
  return new SottoFault(
    'disk-full',
    `${what} needs ${formatBytes(needed)} (${needed} bytes) in ${folder}, but only ${formatBytes(available)} ` +
      `(${available} bytes) are free. Free some space, or set SOTTO_HOME to a folder on a larger disk.`,
    { stage: 'models', cause },
  );
}

/** Decimal units, as disks are sold. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
