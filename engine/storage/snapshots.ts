/** Whole copies of the database, taken while it is open: what a damaged file is restored from. */

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renameDurably, syncFile } from './durable-file.ts';
import type { SqliteConnect, SqliteConnection } from './sqlite.ts';
import { isSqliteFailure } from './sqlite.ts';

export const KEPT_SNAPSHOTS = 3;

export interface Snapshot {
  readonly path: string;
  readonly takenAtMs: number;
}

/** Newest first. */
export async function listSnapshots(folder: string): Promise<readonly Snapshot[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => {
      const takenAtMs = /^(\d+)\.db$/.exec(name)?.[1];
      return takenAtMs === undefined ? [] : [{ path: join(folder, name), takenAtMs: Number(takenAtMs) }];
    })
    .sort((a, b) => b.takenAtMs - a.takenAtMs);
}

/** Copies the database, encrypted as it is, and removes all but the newest copies. */
export async function takeSnapshot(connection: SqliteConnection, folder: string, nowMs: number): Promise<Snapshot> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeParts(folder);
  const path = join(folder, `${nowMs}.db`);
  const part = `${path}.part`;
  try {
    connection.run('VACUUM INTO ?', part);
    await syncFile(part);
    await renameDurably(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  for (const old of (await listSnapshots(folder)).slice(KEPT_SNAPSHOTS)) await rm(old.path, { force: true });
  return { path, takenAtMs: nowMs };
}

/** The newest copy that opens with this key and is whole. */
export async function newestGoodSnapshot(
  folder: string,
  connect: SqliteConnect,
  encryptionKey: string | undefined,
): Promise<Snapshot | undefined> {
  for (const snapshot of await listSnapshots(folder)) {
    if (isWhole(snapshot.path, connect, encryptionKey)) return snapshot;
  }
  return undefined;
}

/**
 * Prepares no statement, so that the file is closed at once when its connection is (see `SqliteConnection`).
 * @returns `index-damaged` when only the word index is, which can be made anew from what is whole.
 * @throws SqliteFailure when the file cannot be read as a database at all.
 */
export function quickCheck(connection: SqliteConnection): 'whole' | 'index-damaged' | 'damaged' {
  if (allFindingsAre(connection, "text = 'ok'")) return 'whole';
  return allFindingsAre(connection, "text LIKE 'malformed inverted index for FTS5 table %'")
    ? 'index-damaged'
    : 'damaged';
}

function allFindingsAre(connection: SqliteConnection, condition: string): boolean {
  try {
    connection.exec(`
      BEGIN;
      CREATE TEMP TABLE finding (text TEXT CHECK (${condition}));
      INSERT INTO finding SELECT quick_check FROM pragma_quick_check;
    `);
    return true;
  } catch (error) {
    if (isSqliteFailure(error, 'constraint')) return false;
    throw error;
  } finally {
    connection.exec('ROLLBACK');
  }
}

function isWhole(path: string, connect: SqliteConnect, encryptionKey: string | undefined): boolean {
  let connection: SqliteConnection | undefined;
  try {
    connection = connect(path, encryptionKey);
    return quickCheck(connection) !== 'damaged';
  } catch {
    return false;
  } finally {
    connection?.[Symbol.dispose]();
  }
}

/** What a process killed while copying left behind. */
async function removeParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/\.part(-wal|-shm|-journal)?$/.test(name)) await rm(join(folder, name), { force: true });
  }
}
