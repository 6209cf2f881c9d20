import type { SqliteConnection } from '../sqlite.ts';

export function keepConversations(connection: SqliteConnection): void {
  connection.exec(`
    CREATE TABLE conversations (
      id TEXT PRIMARY KEY,
      title TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      updated_at_ms INTEGER NOT NULL,
      summary TEXT,
      summarized_through INTEGER,
      CHECK ((summary IS NULL) = (summarized_through IS NULL))
    ) STRICT;

    CREATE INDEX conversations_by_update ON conversations (updated_at_ms DESC);

    CREATE TABLE turns (
      id INTEGER PRIMARY KEY,
      conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
      text TEXT NOT NULL,
      heard_text TEXT,
      status TEXT NOT NULL CHECK (status IN ('complete', 'interrupted', 'failed')),
      created_at_ms INTEGER NOT NULL,
      UNIQUE (conversation_id, number, role)
    ) STRICT;
  `);
}
