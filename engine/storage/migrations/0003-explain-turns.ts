import type { SqliteConnection } from '../sqlite.ts';

/** A trace belongs to no one row of `turns`: some tell of a sound that became no turn. */
export function explainTurns(connection: SqliteConnection): void {
  connection.exec(`
    CREATE TABLE traces (
      id INTEGER PRIMARY KEY,
      conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      body TEXT NOT NULL
    ) STRICT;

    CREATE INDEX traces_by_conversation ON traces (conversation_id, id);
  `);
}
