/** How much Sotto keeps on this machine, by kind. */

import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export type StoredKind = 'conversations' | 'audio' | 'copies' | 'reserve' | 'knowledge' | 'models' | 'other';

/** By path below the data folder; the first that fits. */
const KINDS: readonly (readonly [RegExp, StoredKind])[] = [
  [/(^|\/)(knowledge|vectors)(\/|\.|$)/, 'knowledge'],
  [/^models\//, 'models'],
  [/^profile\/audio\//, 'audio'],
  [/^profile\/(snapshots\/|sotto\.db\.(corrupt|restoring|encrypting))/, 'copies'],
  [/^profile\/ballast/, 'reserve'],
  [/^profile\//, 'conversations'],
];

export async function storedBytes(dataDir: string): Promise<Readonly<Record<StoredKind, number>>> {
  const bytes = { conversations: 0, audio: 0, copies: 0, reserve: 0, knowledge: 0, models: 0, other: 0 };
  const entries: readonly Dirent[] = await readdir(dataDir, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(dataDir, path).split(sep).join('/');
    const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
    // What was deleted in the meantime weighs nothing.
    bytes[kind] += await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
