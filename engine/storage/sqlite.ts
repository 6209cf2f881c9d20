/** Port: one connection to one SQLite database, synchronous. Only an adapter knows which library is behind it. */

export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Disposed, it lets the file go at once if only `exec` was used; otherwise it may hold the file open a while longer. */
export interface SqliteConnection extends Disposable {
  /** Runs statements; what they return is dropped. */
  exec(sql: string): void;
  /** Runs one statement that changes rows. Statements are kept prepared: give constant SQL, values as parameters. */
  run(sql: string, ...parameters: readonly SqlValue[]): void;
  get(sql: string, ...parameters: readonly SqlValue[]): SqlRow | undefined;
  all(sql: string, ...parameters: readonly SqlValue[]): readonly SqlRow[];
  /** Writes a whole copy to a file that is not there yet, encrypted with this key whatever the database itself is. */
  copyEncrypted(path: string, encryptionKey: string): void;
  /** All of `action` or nothing of it. Does not nest. */
  transaction<T>(action: () => T): T;
}

/**
 * Opens a file, creating it when it is not there. With a key the file is encrypted; a wrong key is only noticed by the
 * first statement, as `not-a-database`.
 */
export type SqliteConnect = (path: string, encryptionKey: string | undefined) => SqliteConnection;

/**
 * `full` the disk is; `unwritable` by permission, quota or a failing device; `corrupt` some page is damaged;
 * `not-a-database` the key is wrong or the header is damaged; `busy` another process holds it.
 */
export type SqliteFailureKind = 'full' | 'unwritable' | 'corrupt' | 'not-a-database' | 'busy' | 'constraint' | 'other';

export class SqliteFailure extends Error {
  readonly kind: SqliteFailureKind;

  constructor(kind: SqliteFailureKind, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'SqliteFailure';
    this.kind = kind;
  }
}

export function isSqliteFailure(error: unknown, ...kinds: readonly SqliteFailureKind[]): error is SqliteFailure {
  return error instanceof SqliteFailure && (kinds.length === 0 || kinds.includes(error.kind));
}
