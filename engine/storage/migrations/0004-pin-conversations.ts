import type { SqliteConnection } from '../sqlite.ts';

export function pinConversations(connection: SqliteConnection): void {
  connection.exec('ALTER TABLE conversations ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0');
}
