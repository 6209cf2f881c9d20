import type { SqliteConnection } from './sqlite.ts';
import { isSqliteFailure } from './sqlite.ts';

/** Made anew from the turns, and from the passages of documents. */
const INDEXES = ['turn_words', 'passage_words'];

/** Makes the indexes of words anew. @returns whether it could; a full disk must not keep turns from being read. */
export function rebuildIndex(connection: SqliteConnection): boolean {
  return INDEXES.every((index) => {
    try {
      connection.exec(`INSERT INTO ${index} (${index}) VALUES ('rebuild')`);
      return true;
    } catch (error) {
      // A database that waits for its migrations has not all of them yet.
      if (isSqliteFailure(error, 'other')) return true;
      if (isSqliteFailure(error)) return false;
      throw error;
    }
  });
}
