import type { SqliteConnection } from '../sqlite.ts';

/**
 * The index holds no text of its own; triggers keep it in step. FTS5's secure-delete stays off: in SQLite 3.45, which
 * libsql 0.5 has, it damages the index. Deleted words leave the index when it is made anew.
 */
export function searchTurns(connection: SqliteConnection): void {
  connection.exec(`
    CREATE VIRTUAL TABLE turn_words USING fts5 (
      text, content = 'turns', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    );
    INSERT INTO turn_words (turn_words) VALUES ('rebuild');

    CREATE TRIGGER turns_inserted AFTER INSERT ON turns BEGIN
      INSERT INTO turn_words (rowid, text) VALUES (new.id, new.text);
    END;
    CREATE TRIGGER turns_deleted AFTER DELETE ON turns BEGIN
      INSERT INTO turn_words (turn_words, rowid, text) VALUES ('delete', old.id, old.text);
    END;
    CREATE TRIGGER turns_updated AFTER UPDATE OF text ON turns BEGIN
      INSERT INTO turn_words (turn_words, rowid, text) VALUES ('delete', old.id, old.text);
      INSERT INTO turn_words (rowid, text) VALUES (new.id, new.text);
    END;
  `);
}
