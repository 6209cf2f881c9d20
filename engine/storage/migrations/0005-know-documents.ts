import type { SqliteConnection } from '../sqlite.ts';

/**
 * Passages carry the whole text of their document. Ids of passages are never used twice: an index of vectors that lags
 * behind cannot take one passage for another.
 */
export function knowDocuments(connection: SqliteConnection): void {
  connection.exec(`
    CREATE TABLE collections (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      created_at_ms INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE document_sources (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      collection_id TEXT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
      path TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('file', 'folder'))
    ) STRICT;

    CREATE TABLE documents (
      id TEXT PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES document_sources (id) ON DELETE CASCADE,
      path TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      format TEXT,
      content_hash TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_at_ms INTEGER NOT NULL,
      pages INTEGER,
      skipped TEXT
    ) STRICT;

    CREATE INDEX documents_by_source ON documents (source_id);
    CREATE INDEX documents_by_hash ON documents (content_hash);

    CREATE TABLE passages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
      ordinal INTEGER NOT NULL,
      text TEXT NOT NULL,
      headings TEXT NOT NULL,
      page INTEGER,
      box TEXT,
      start_offset INTEGER NOT NULL,
      UNIQUE (document_id, ordinal)
    ) STRICT;

    CREATE VIRTUAL TABLE passage_words USING fts5 (
      headings, text, content = 'passages', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
    );

    CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN
      INSERT INTO passage_words (rowid, headings, text) VALUES (new.id, new.headings, new.text);
    END;
    CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
      INSERT INTO passage_words (passage_words, rowid, headings, text)
        VALUES ('delete', old.id, old.headings, old.text);
    END;

    CREATE TABLE turn_citations (
      conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      turn INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (conversation_id, turn)
    ) STRICT;
  `);
}
