/** The documents under a folder. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { looksLikeDocument } from './extract/sniff.ts';

export interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/** Deeper than people sort; links are not followed, so that nothing goes in a circle. */
const MAX_DEPTH = 40;
const MAX_FILES = 100_000;
/** Folders that hold programs, not documents. */
const PASSED_OVER = new Set(['node_modules', '__pycache__', '$RECYCLE.BIN', 'System Volume Information']);

/** @returns `away` when the place cannot be read now, so that nothing is taken for deleted. */
export async function scan(path: string, signal: AbortSignal): Promise<readonly FoundFile[] | 'away'> {
  const root = await lstat(path).catch(() => undefined);
  if (root === undefined) return 'away';
  if (root.isFile()) return [found(path, root)];
  if (!root.isDirectory()) return 'away';
  const files: FoundFile[] = [];
  const folders: { readonly path: string; readonly depth: number }[] = [{ path, depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    const entries = await readdir(folder.path, { withFileTypes: true }).catch(() => undefined);
    // A drive that vanishes in the middle must not look like an emptied folder.
    if (entries === undefined && (folder.depth === 0 || (await lstat(path).catch(() => undefined)) === undefined))
      return 'away';
    for (const entry of entries ?? []) {
      if (entry.name.startsWith('.') || entry.name.startsWith('~$') || PASSED_OVER.has(entry.name)) continue;
      const inside = join(folder.path, entry.name);
      if (entry.isDirectory() && folder.depth < MAX_DEPTH) folders.push({ path: inside, depth: folder.depth + 1 });
      if (!entry.isFile() || !looksLikeDocument(inside) || files.length >= MAX_FILES) continue;
      const facts = await lstat(inside).catch(() => undefined);
      if (facts !== undefined) files.push(found(inside, facts));
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function found(path: string, { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }): FoundFile {
  return { path, sizeBytes: size, modifiedAtMs: Math.round(mtimeMs) };
}

/** SHA-256 of a file's content. */
export async function contentHash(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { signal })) hash.update(part as Uint8Array);
  return hash.digest('hex');
}
