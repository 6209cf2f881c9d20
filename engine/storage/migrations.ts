/** Brings a database to the current schema, one numbered step at a time. */

import { keepConversations } from './migrations/0001-keep-conversations-and-their-turns.ts';
import { searchTurns } from './migrations/0002-search-what-was-said.ts';
import { explainTurns } from './migrations/0003-explain-turns.ts';
import { pinConversations } from './migrations/0004-pin-conversations.ts';
import { knowDocuments } from './migrations/0005-know-documents.ts';
import { keepToolRecords } from './migrations/0006-keep-what-tools-know.ts';
import type { SqliteConnection } from './sqlite.ts';

/** A step from the version before it. Steps are never changed once released; a new one is added. */
export interface Migration {
  readonly version: number;
  apply(connection: SqliteConnection): void;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, apply: keepConversations },
  { version: 2, apply: searchTurns },
  { version: 3, apply: explainTurns },
  { version: 4, apply: pinConversations },
  { version: 5, apply: knowDocuments },
  { version: 6, apply: keepToolRecords },
];

export function schemaVersion(connection: SqliteConnection): number {
  const { user_version: version = 0 } = connection.get('PRAGMA user_version') ?? {};
  return Number(version);
}

/** Applies what is missing. Each step and its version number land in one transaction. */
export function migrate(connection: SqliteConnection, migrations: readonly Migration[]): void {
  for (const migration of migrations) {
    if (migration.version <= schemaVersion(connection)) continue;
    connection.transaction(() => {
      migration.apply(connection);
      connection.exec(`PRAGMA user_version = ${migration.version}`);
    });
  }
}
