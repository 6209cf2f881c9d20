/**
 * Opens the database of a profile, whatever state it is in.
 *
 * Invariants:
 * 1. A file that does not open is never overwritten or deleted: a damaged one is renamed, one with another key is left.
 * 2. A restored database is put in place by one rename; a process killed at any moment leaves a state that opening
 *    finishes or repeats.
 * 3. No migration begins without a snapshot of what it changes.
 */

import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { renameDurably, syncFile } from './durable-file.ts';
import { checkKey, writeKeyCheck } from './key-check.ts';
import type { Migration } from './migrations.ts';
import { MIGRATIONS, migrate, schemaVersion } from './migrations.ts';
import type { Snapshot } from './snapshots.ts';
import { listSnapshots, newestGoodSnapshot, quickCheck, takeSnapshot } from './snapshots.ts';
import type { SqliteConnect, SqliteConnection } from './sqlite.ts';
import { isSqliteFailure } from './sqlite.ts';
import { asStorageFault } from './storage-fault.ts';
import { rebuildIndex } from './word-index.ts';

const SNAPSHOT_EVERY_MS = 24 * 60 * 60 * 1000;

export interface DatabaseOptions {
  /** The profile's own folder; created when it is not there. */
  readonly folder: string;
  readonly connect: SqliteConnect;
  /** 256 random bits as text, kept by the host; without one the database is not encrypted. */
  readonly encryptionKey?: string | undefined;
  /** Wall clock, for the names and the age of snapshots. */
  readonly nowMs: () => number;
  readonly migrations?: readonly Migration[];
}

/** What was found and done on opening: the host tells the user when anything was lost. */
export interface DatabaseReport {
  readonly outcome: 'created' | 'opened' | 'restored' | 'started-anew';
  /** Where a damaged file was put, for whoever may rescue more from it. */
  readonly setAside?: string;
  /** What was said after this moment is not in the restored database. */
  readonly restoredFrom?: Snapshot;
}

export interface OpenedDatabase {
  readonly connection: SqliteConnection;
  readonly report: DatabaseReport;
}

/** @throws SottoFault `storage-key-wrong`, `storage-corrupt` or `storage-read-only`. */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  const path = databasePath(options.folder);
  try {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const { connection, report } = await openWhole(options, path);
    try {
      refuseNewer(connection, options);
      configure(connection);
      await bringUpToDate(connection, options);
      await snapshotWhenDue(connection, options.folder, options.nowMs()).catch(unlessDiskIsFull);
    } catch (error) {
      connection[Symbol.dispose]();
      throw error;
    }
    return { connection, report };
  } catch (error) {
    throw asStorageFault(error, path);
  }
}

/** Takes the daily copy when it is due. Blocks while it copies: call it when nobody is speaking. */
export async function snapshotWhenDue(
  connection: SqliteConnection,
  folder: string,
  nowMs: number,
): Promise<'taken' | 'not-due'> {
  const [newest] = await listSnapshots(snapshotFolder(folder));
  // A copy from the future was taken under a wrong clock; it must not keep others from being taken.
  if (newest !== undefined && Math.abs(nowMs - newest.takenAtMs) < SNAPSHOT_EVERY_MS) return 'not-due';
  await takeSnapshot(connection, snapshotFolder(folder), nowMs);
  return 'taken';
}

export function databasePath(folder: string): string {
  return join(folder, 'sotto.db');
}

function snapshotFolder(folder: string): string {
  return join(folder, 'snapshots');
}

type Found = SqliteConnection | 'missing' | 'damaged' | 'unreadable';

async function openWhole(options: DatabaseOptions, path: string): Promise<OpenedDatabase> {
  const { connect, encryptionKey } = options;
  const keyCheckPath = `${path}.key-check`;
  const verdict = await checkKey(keyCheckPath, encryptionKey);
  if (verdict === 'wrong') throw wrongKey(path, encryptionKey);

  const finished = await finishRestore(path, options.nowMs());
  let report: DatabaseReport = { outcome: finished === 'nothing' ? 'opened' : 'restored' };
  const isThere = await exists(path);
  let found: Found = isThere ? inspect(path, connect, encryptionKey) : 'missing';
  if (typeof found === 'string') {
    // A file that nobody can vouch for as ours may be whole under another key.
    const isOurs = verdict === 'right' || (encryptionKey === undefined && isThere && (await looksUnencrypted(path)));
    if (found === 'unreadable' && !isOurs) throw wrongKey(path, encryptionKey);
    report = await replaceFromSnapshot(options, path, found);
    if (verdict === 'unknown') await writeKeyCheck(keyCheckPath, encryptionKey);
    found = inspect(path, connect, encryptionKey);
  } else if (verdict === 'unknown') {
    await writeKeyCheck(keyCheckPath, encryptionKey);
  }
  if (typeof found !== 'string') return { connection: found, report };
  throw new SottoFault('storage-corrupt', `${path} was damaged again while it was restored. Check the disk.`, {
    stage: 'storage',
  });
}

function inspect(
  path: string,
  connect: SqliteConnect,
  encryptionKey: string | undefined,
): SqliteConnection | 'damaged' | 'unreadable' {
  const connection = connect(path, encryptionKey);
  try {
    const health = quickCheck(connection);
    if (health === 'index-damaged') rebuildIndex(connection);
    if (health !== 'damaged') return connection;
  } catch (error) {
    connection[Symbol.dispose]();
    // The statements of the check are always the same: where they make no sense, the schema is damaged.
    if (isSqliteFailure(error, 'corrupt', 'other')) return 'damaged';
    if (isSqliteFailure(error, 'not-a-database')) return 'unreadable';
    throw error;
  }
  connection[Symbol.dispose]();
  return 'damaged';
}

/** Puts the newest good snapshot, or nothing, where a damaged or missing database is; keeps the damaged one. */
async function replaceFromSnapshot(
  options: DatabaseOptions,
  path: string,
  found: 'missing' | 'damaged' | 'unreadable',
): Promise<DatabaseReport> {
  const { connect, encryptionKey, folder } = options;
  const snapshot = await newestGoodSnapshot(snapshotFolder(folder), connect, encryptionKey);
  if (snapshot !== undefined) {
    await copyFile(snapshot.path, `${path}.restoring.part`);
    await syncFile(`${path}.restoring.part`);
    await renameDurably(`${path}.restoring.part`, `${path}.restoring`);
  }
  const setAside = await moveAside(path, options.nowMs());
  if (snapshot !== undefined) await renameDurably(`${path}.restoring`, path);
  const kept = found === 'missing' ? {} : { setAside };
  if (snapshot !== undefined) return { outcome: 'restored', restoredFrom: snapshot, ...kept };
  return { outcome: found === 'missing' ? 'created' : 'started-anew', ...kept };
}

/** Ends what a process killed while restoring had begun. */
async function finishRestore(path: string, nowMs: number): Promise<'restored' | 'nothing'> {
  await rm(`${path}.restoring.part`, { force: true });
  if (!(await exists(`${path}.restoring`))) return 'nothing';
  if (await exists(path)) {
    await rm(`${path}.restoring`);
    return 'nothing';
  }
  await moveAside(path, nowMs);
  await renameDurably(`${path}.restoring`, path);
  return 'restored';
}

/** Renames the database and its log, which must never meet another database. The log may be there without it. */
async function moveAside(path: string, nowMs: number): Promise<string> {
  const timestamp = new Date(nowMs).toISOString().replaceAll(':', '');
  const aside = `${path}.corrupt-${timestamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (await exists(path + suffix)) await rename(path + suffix, aside + suffix);
  }
  return aside;
}

/** In write-ahead mode a commit survives a killed process; with FULL it survives a power cut. */
function configure(connection: SqliteConnection): void {
  connection.all('PRAGMA journal_mode = WAL');
  connection.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
  `);
}

function refuseNewer(connection: SqliteConnection, options: DatabaseOptions): void {
  const [version, newest] = [schemaVersion(connection), newestVersion(options)];
  if (version <= newest) return;
  throw new SottoFault(
    'storage-read-only',
    `${databasePath(options.folder)} was written by a newer Sotto (schema ${version}, this one knows ${newest}). Update Sotto.`,
    { stage: 'storage' },
  );
}

async function bringUpToDate(connection: SqliteConnection, options: DatabaseOptions): Promise<void> {
  const version = schemaVersion(connection);
  if (version === newestVersion(options)) return;
  if (version > 0) await takeSnapshot(connection, snapshotFolder(options.folder), options.nowMs());
  migrate(connection, options.migrations ?? MIGRATIONS);
}

function newestVersion({ migrations = MIGRATIONS }: DatabaseOptions): number {
  return Math.max(0, ...migrations.map(({ version }) => version));
}

/** A daily copy can wait; it must not keep the conversation from being opened. */
function unlessDiskIsFull(error: unknown): void {
  if (!isSqliteFailure(error, 'full', 'unwritable') && asStorageFault(error, '') === error) throw error;
}

/** Whether a file that SQLite cannot read begins like an unencrypted database whose header lost a few bits. */
async function looksUnencrypted(path: string): Promise<boolean> {
  const expected = Buffer.from('SQLite format 3\0');
  const actual = Buffer.alloc(expected.length);
  const file = await open(path, 'r');
  try {
    await file.read(actual, 0, actual.length, 0);
  } finally {
    await file.close();
  }
  return expected.filter((byte, i) => byte === actual[i]).length >= expected.length / 2;
}

function wrongKey(path: string, key: string | undefined): SottoFault {
  const message =
    key === undefined
      ? `${path} is encrypted and no key was given.`
      : `${path} was encrypted with another key. It is left as it is: give the key it was made with.`;
  return new SottoFault('storage-key-wrong', message, { stage: 'storage' });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
