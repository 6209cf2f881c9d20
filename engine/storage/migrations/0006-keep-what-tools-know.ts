import type { SqliteConnection } from '../sqlite.ts';

/** Timers, lists, notes and the record of what was done; each body is JSON that its tool knows. */
export function keepToolRecords(connection: SqliteConnection): void {
  connection.exec(`
    CREATE TABLE tool_records (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (kind, id)
    ) STRICT;
  `);
}
