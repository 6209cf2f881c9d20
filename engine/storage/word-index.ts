import type { SqliteConnection } from './sqlite.ts';
import { isSqliteFailure } from './sqlite.ts';

/** Makes the word index anew from the turns. @returns whether it could; a full disk must not keep turns from being read. */
export function rebuildIndex(connection: SqliteConnection): boolean {
  try {
    connection.exec("INSERT INTO turn_words (turn_words) VALUES ('rebuild')");
    return true;
  } catch (error) {
    if (isSqliteFailure(error)) return false;
    throw error;
  }
}
