/** SQLite through libsql: a prebuilt Node-API add-on with encryption and full-text search. */

import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import type { SqliteConnection, SqliteFailureKind, SqlRow, SqlValue } from './sqlite.ts';
import { SqliteFailure } from './sqlite.ts';

/** Longest wait for another process, in ms. The event loop waits with it, so it stays short. */
const BUSY_TIMEOUT_MS = 2_000;

/** Two options that the package takes and its types leave out. */
interface EncryptedOptions extends Libsql.Options {
  readonly encryptionCipher?: 'aes256cbc';
  readonly encryptionKey?: string;
}

export function connectLibsql(path: string, encryptionKey: string | undefined): SqliteConnection {
  return calling(() => {
    const options: EncryptedOptions =
      encryptionKey === undefined ? {} : { encryptionCipher: 'aes256cbc', encryptionKey };
    const connection = new LibsqlConnection(new Libsql(path, options));
    connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return connection;
  });
}

class LibsqlConnection implements SqliteConnection {
  readonly #database: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement>();

  constructor(database: Libsql.Database) {
    this.#database = database;
  }

  exec(sql: string): void {
    calling(() => this.#database.exec(sql));
  }

  run(sql: string, ...parameters: readonly SqlValue[]): void {
    calling(() => this.#prepared(sql).run(parameters));
  }

  /** Takes all rows, because a half-read statement would hold a read lock. */
  get(sql: string, ...parameters: readonly SqlValue[]): SqlRow | undefined {
    return this.all(sql, ...parameters)[0];
  }

  all(sql: string, ...parameters: readonly SqlValue[]): readonly SqlRow[] {
    return calling(() => this.#prepared(sql).all(parameters)) as readonly SqlRow[];
  }

  /** The cipher goes with the name of the file; a bound parameter appears in no message. */
  copyEncrypted(path: string, encryptionKey: string): void {
    this.run('VACUUM INTO ?', `${pathToFileURL(path).href}?cipher=aes256cbc&key=${encryptionKey}`);
  }

  transaction<T>(action: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = action();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk rolls back by itself; a second rollback would hide why.
      if (this.#database.inTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  /**
   * Prepared statements keep the file open until they are collected as garbage, and the last to go would then remove
   * the log by its name, which may be another database's by that time. So a clean close leaves no log behind.
   */
  [Symbol.dispose](): void {
    if (!this.#database.open) return;
    try {
      if (this.#statements.size > 0) this.exec('PRAGMA journal_mode = DELETE');
    } catch {
      // On a full disk the log stays; opening reads it.
    }
    this.#statements.clear();
    calling(() => this.#database.close());
  }

  #prepared(sql: string): Libsql.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function calling<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SqliteFailure) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new SqliteFailure(kindOf(resultCode(error, message)), message, error);
  }
}

/** SQLite's extended result code. Failures to open carry it only at the end of their message. */
function resultCode(error: unknown, message: string): number | undefined {
  const { rawCode } = error as { readonly rawCode?: unknown };
  if (typeof rawCode === 'number') return rawCode;
  const code = /: (\d+)"?\)?$/.exec(message)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** The file ends before its last page; the file system itself is damaged. */
const DAMAGE_AS_IO_ERROR = [522, 8458];

/** By the primary result code, which is the low byte (sqlite.org/rescode.html). */
function kindOf(code: number | undefined): SqliteFailureKind {
  if (code !== undefined && DAMAGE_AS_IO_ERROR.includes(code)) return 'corrupt';
  switch (code === undefined ? undefined : code & 0xff) {
    case 13: // FULL
      return 'full';
    case 3: // PERM
    case 8: // READONLY
    case 10: // IOERR
    case 14: // CANTOPEN
      return 'unwritable';
    case 11: // CORRUPT
      return 'corrupt';
    case 26: // NOTADB
      return 'not-a-database';
    case 5: // BUSY
    case 6: // LOCKED
      return 'busy';
    case 19: // CONSTRAINT
      return 'constraint';
    default:
      return 'other';
  }
}
