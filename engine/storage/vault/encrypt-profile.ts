/**
 * Turns a profile whose files anyone can read into an encrypted one.
 *
 * Invariants:
 * 1. Until the encrypted database is whole, checked and on the disk, the readable one stays where it is; one rename puts
 *    the one in the place of the other.
 * 2. A process killed at any moment leaves a state from which calling again finishes.
 * 3. At the end no file of the profile holds what was kept in a readable form. Blocks of the disk that held them are free,
 *    and are not wiped: that is the disk's own business.
 */

import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../../contract/faults.ts';
import { databasePath, openDatabase } from '../database.ts';
import { renameDurably, syncFile, writeDurably } from '../durable-file.ts';
import { sealKeptAudio } from '../kept-audio.ts';
import { writeKeyCheck } from '../key-check.ts';
import { seal } from '../sealed-bytes.ts';
import { quickCheck } from '../snapshots.ts';
import type { SqliteConnect, SqliteConnection } from '../sqlite.ts';
import { isSqliteFailure } from '../sqlite.ts';
import { asStorageFault } from '../storage-fault.ts';

export interface ProfileToEncrypt {
  /** The profile's own folder, whose lock the caller holds. Nothing of it is open. */
  readonly folder: string;
  readonly key: string;
  readonly connect: SqliteConnect;
  readonly nowMs: () => number;
  /** Told of each step once it is on the disk. */
  readonly onStep?: (step: EncryptionStep) => void | Promise<void>;
}

export const ENCRYPTION_STEPS = ['copied', 'replaced', 'key-check', 'audio', 'snapshots', 'set-aside'] as const;
export type EncryptionStep = (typeof ENCRYPTION_STEPS)[number];

/** @throws SottoFault `storage-read-only` where the disk has no room for the copy, or `storage-corrupt`; nothing is lost. */
export async function encryptProfile(profile: ProfileToEncrypt): Promise<void> {
  const { folder, key } = profile;
  const path = databasePath(folder);
  const done = async (step: EncryptionStep): Promise<void> => profile.onStep?.(step);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!isEncrypted(await exists(path), path, profile)) {
      const copy = await copyDatabase(profile, path);
      await done('copied');
      await renameDurably(copy, path);
      await done('replaced');
    }
    await writeKeyCheck(`${path}.key-check`, key);
    await done('key-check');
    await sealKeptAudio(folder, key);
    await done('audio');
    await rm(join(folder, 'snapshots'), { recursive: true, force: true });
    await done('snapshots');
    await sealSetAside(folder, key);
    await done('set-aside');
  } catch (error) {
    throw asStorageFault(error, path);
  }
}

function isEncrypted(isThere: boolean, path: string, { connect, key }: ProfileToEncrypt): boolean {
  if (!isThere) return false;
  const connection = connect(path, key);
  try {
    quickCheck(connection);
    return true;
  } catch (error) {
    if (isSqliteFailure(error, 'not-a-database')) return false;
    throw error;
  } finally {
    connection[Symbol.dispose]();
  }
}

/** Opening it first repairs what is damaged, and brings it up to date. @returns where the copy is */
async function copyDatabase({ folder, key, connect, nowMs }: ProfileToEncrypt, path: string): Promise<string> {
  const copy = `${path}.encrypting`;
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(copy + suffix, { force: true });
  const { connection } = await openDatabase({ folder, connect, nowMs });
  let rows: number;
  try {
    rows = countRows(connection);
    connection.copyEncrypted(copy, key);
  } catch (error) {
    // Half a copy would keep a full disk full.
    await rm(copy, { force: true });
    throw error;
  } finally {
    connection[Symbol.dispose]();
  }
  checkCopy(connect(copy, key), rows, path);
  await syncFile(copy);
  // A log that stayed would be read into the encrypted database.
  if (await exists(`${path}-wal`)) {
    const rest = connect(path, undefined);
    rest.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    rest.exec('PRAGMA journal_mode = DELETE');
    rest[Symbol.dispose]();
  }
  if (await exists(`${path}-wal`)) throw notWhole(path);
  return copy;
}

function checkCopy(copy: SqliteConnection, rows: number, path: string): void {
  try {
    if (quickCheck(copy) !== 'whole' || countRows(copy) !== rows) throw notWhole(path);
  } finally {
    copy[Symbol.dispose]();
  }
}

/** Of all tables together. */
function countRows(connection: SqliteConnection): number {
  const tables = connection.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
  );
  return tables.reduce((sum, { name }) => {
    const quoted = `"${String(name).replaceAll('"', '""')}"`;
    return sum + Number(connection.get(`SELECT count(*) AS count FROM ${quoted}`)?.['count']);
  }, 0);
}

/** Damaged databases that may be rescued yet are kept, sealed. */
async function sealSetAside(folder: string, key: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^sotto\.db\.(corrupt-|restoring|encrypting)/.test(name) || name.endsWith('.sealed')) continue;
    const path = join(folder, name);
    if (name.includes('.corrupt-')) await writeDurably(`${path}.sealed`, seal(await readFile(path), key, name));
    await rm(path, { force: true });
  }
}

function notWhole(path: string): SottoFault {
  return new SottoFault(
    'storage-corrupt',
    `The encrypted copy of ${path} did not come out whole. Nothing was changed.`,
    {
      stage: 'storage',
      retryable: true,
    },
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
