/** Documents in SQLite: their passages, and an index of the words in them. */

import { createHash } from 'node:crypto';
import type {
  CollectionView,
  DocumentFormat,
  DocumentText,
  DocumentView,
  PageBox,
  SkipReason,
} from '../../contract/knowledge.ts';
import { queryWords } from './search-words.ts';
import type { SqliteConnection, SqlRow } from './sqlite.ts';
import { asStorageFault } from './storage-fault.ts';

interface FileFacts {
  readonly path: string;
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

interface NewDocument extends FileFacts {
  readonly id: string;
  readonly sourceId: number;
  readonly title: string;
  readonly format?: DocumentFormat | undefined;
  readonly pages?: number | undefined;
  readonly skipped?: SkipReason | undefined;
}

interface KnownFile extends FileFacts {
  readonly id: string;
  readonly sourceId: number;
  readonly skipped?: SkipReason | undefined;
}

interface Source {
  readonly id: number;
  readonly collectionId: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

interface NewPassage {
  readonly text: string;
  readonly headings: readonly string[];
  readonly page?: number | undefined;
  readonly box?: PageBox | undefined;
  readonly startOffset: number;
}

interface Passage extends NewPassage {
  readonly id: number;
  readonly documentId: string;
  readonly ordinal: number;
  readonly title: string;
  readonly format: DocumentFormat;
  readonly collectionId: string;
}

interface SearchFilter {
  readonly collectionIds?: readonly string[] | undefined;
  readonly documentIds?: readonly string[] | undefined;
}

/** Headings are one column of the word index. */
const HEADING_SEPARATOR = '\u001f';

const DOCUMENT_COLUMNS = `d.id, s.collection_id AS collectionId, d.title, d.path, d.format, d.size_bytes AS sizeBytes,
  d.pages, d.skipped, (SELECT count(*) FROM passages p WHERE p.document_id = d.id) AS passages`;
const PASSAGE_COLUMNS = `p.id, p.document_id AS documentId, p.ordinal, p.text, p.headings, p.page, p.box,
  p.start_offset AS startOffset, d.title, d.format, s.collection_id AS collectionId`;
const JOINED = 'JOIN documents d ON d.id = p.document_id JOIN document_sources s ON s.id = d.source_id';

/** Satisfies the port of the stage that reads documents. */
export class SqlitePassageStore {
  readonly #connection: SqliteConnection;

  /** The connection is somebody else's to close. Its schema must be current. */
  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  collection(name: string): string {
    const id = createHash('sha256').update(name).digest('hex').slice(0, 16);
    this.#change(() => {
      this.#connection.run(
        'INSERT INTO collections (id, name, created_at_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        id,
        name,
        0,
      );
    });
    return String(this.#get('SELECT id FROM collections WHERE name = ?', name)?.['id']);
  }

  collections(): readonly Omit<CollectionView, 'sources'>[] {
    const sql = `SELECT c.id, c.name, count(d.id) - count(d.skipped) AS documents, count(d.skipped) AS skipped
      FROM collections c LEFT JOIN document_sources s ON s.collection_id = c.id
      LEFT JOIN documents d ON d.source_id = s.id GROUP BY c.id ORDER BY c.name`;
    return this.#all(sql).map(({ id, name, documents, skipped }) => ({
      id: String(id),
      name: String(name),
      documents: Number(documents),
      skipped: Number(skipped),
    }));
  }

  removeCollection(id: string): void {
    this.#change(() => this.#connection.run('DELETE FROM collections WHERE id = ?', id));
  }

  addSource(collectionId: string, path: string, kind: Source['kind']): Source {
    this.#change(() => {
      this.#connection.run(
        'INSERT INTO document_sources (collection_id, path, kind) VALUES (?, ?, ?) ON CONFLICT (path) DO NOTHING',
        collectionId,
        path,
        kind,
      );
    });
    const found = this.sources().find((source) => source.path === path);
    if (found === undefined) throw new Error(`The source ${path} was not kept.`);
    return found;
  }

  sources(): readonly Source[] {
    const sql = 'SELECT id, collection_id AS collectionId, path, kind FROM document_sources ORDER BY path';
    return this.#all(sql).map((row) => ({
      id: Number(row['id']),
      collectionId: String(row['collectionId']),
      path: String(row['path']),
      kind: row['kind'] as Source['kind'],
    }));
  }

  removeSource(id: number): void {
    this.#change(() => this.#connection.run('DELETE FROM document_sources WHERE id = ?', id));
  }

  documents(): readonly DocumentView[] {
    const sql = `SELECT ${DOCUMENT_COLUMNS} FROM documents d JOIN document_sources s ON s.id = d.source_id
      ORDER BY d.path`;
    return this.#all(sql).map(toDocument);
  }

  document(id: string): DocumentView | undefined {
    const sql = `SELECT ${DOCUMENT_COLUMNS} FROM documents d JOIN document_sources s ON s.id = d.source_id
      WHERE d.id = ?`;
    const row = this.#get(sql, id);
    return row === undefined ? undefined : toDocument(row);
  }

  files(sourceId: number): readonly KnownFile[] {
    const sql = `SELECT id, source_id AS sourceId, path, content_hash AS contentHash, size_bytes AS sizeBytes,
      modified_at_ms AS modifiedAtMs, skipped FROM documents WHERE source_id = ?`;
    return this.#all(sql, sourceId).map((row) => ({
      id: String(row['id']),
      sourceId: Number(row['sourceId']),
      path: String(row['path']),
      contentHash: String(row['contentHash']),
      sizeBytes: Number(row['sizeBytes']),
      modifiedAtMs: Number(row['modifiedAtMs']),
      ...(row['skipped'] == null ? {} : { skipped: row['skipped'] as SkipReason }),
    }));
  }

  keepDocument(document: NewDocument, passages: readonly NewPassage[]): readonly number[] {
    return this.#change(() => {
      // One by one, so that the triggers of the word index see each of them.
      this.#connection.run('DELETE FROM documents WHERE id = ? OR path = ?', document.id, document.path);
      this.#connection.run(
        `INSERT INTO documents (id, source_id, path, title, format, content_hash, size_bytes, modified_at_ms, pages, skipped)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        document.id,
        document.sourceId,
        document.path,
        document.title,
        document.format ?? null,
        document.contentHash,
        document.sizeBytes,
        document.modifiedAtMs,
        document.pages ?? null,
        document.skipped ?? null,
      );
      for (const [ordinal, passage] of passages.entries()) {
        this.#connection.run(
          `INSERT INTO passages (document_id, ordinal, text, headings, page, box, start_offset)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          document.id,
          ordinal,
          passage.text,
          passage.headings.join(HEADING_SEPARATOR),
          passage.page ?? null,
          passage.box === undefined ? null : JSON.stringify(passage.box),
          passage.startOffset,
        );
      }
      return this.#connection
        .all('SELECT id FROM passages WHERE document_id = ? ORDER BY ordinal', document.id)
        .map(({ id }) => Number(id));
    });
  }

  moveDocument(id: string, file: FileFacts & { readonly title: string; readonly sourceId: number }): void {
    this.#change(() => {
      this.#connection.run('DELETE FROM documents WHERE path = ? AND id <> ?', file.path, id);
      this.#connection.run(
        'UPDATE documents SET path = ?, title = ?, source_id = ?, modified_at_ms = ? WHERE id = ?',
        file.path,
        file.title,
        file.sourceId,
        file.modifiedAtMs,
        id,
      );
    });
  }

  removeDocument(id: string): void {
    this.#change(() => this.#connection.run('DELETE FROM documents WHERE id = ?', id));
  }

  passageIds(): readonly number[] {
    return this.#all('SELECT id FROM passages ORDER BY id').map(({ id }) => Number(id));
  }

  passages(ids: readonly number[]): readonly Passage[] {
    const found = this.#all(
      `SELECT ${PASSAGE_COLUMNS} FROM passages p ${JOINED} WHERE p.id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    ).map(toPassage);
    const byId = new Map(found.map((passage) => [passage.id, passage]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  neighbours(documentId: string, from: number, to: number): readonly Passage[] {
    return this.#all(
      `SELECT ${PASSAGE_COLUMNS} FROM passages p ${JOINED}
       WHERE p.document_id = ? AND p.ordinal BETWEEN ? AND ? ORDER BY p.ordinal`,
      documentId,
      from,
      to,
    ).map(toPassage);
  }

  text(documentId: string): DocumentText | undefined {
    const document = this.document(documentId);
    if (document === undefined) return undefined;
    let text = '';
    const pageOffsets: number[] = [];
    for (const passage of this.neighbours(documentId, 0, Number.MAX_SAFE_INTEGER)) {
      // Between passages there is nothing but space.
      text = `${text.padEnd(passage.startOffset, '\n')}${passage.text}`;
      while (pageOffsets.length < (passage.page ?? 0)) pageOffsets.push(passage.startOffset);
    }
    return { document, text, pageOffsets };
  }

  searchWords(query: string, limit: number, filter: SearchFilter): readonly { id: number; score: number }[] {
    const match = anyWord(queryWords(query));
    if (match === '') return [];
    const conditions = ['passage_words MATCH ?'];
    const values: string[] = [match];
    for (const [column, ids] of [
      ['s.collection_id', filter.collectionIds],
      ['d.id', filter.documentIds],
    ] as const) {
      if (ids === undefined) continue;
      conditions.push(`${column} IN (SELECT value FROM json_each(?))`);
      values.push(JSON.stringify(ids));
    }
    const from =
      values.length === 1 ? 'passage_words' : `passage_words JOIN passages p ON p.id = passage_words.rowid ${JOINED}`;
    const sql = `SELECT passage_words.rowid AS id, bm25(passage_words, 2.0, 1.0) AS score FROM ${from}
      WHERE ${conditions.join(' AND ')} ORDER BY score LIMIT ?`;
    return this.#all(sql, ...values, limit).map(({ id, score }) => ({ id: Number(id), score: -Number(score) }));
  }

  wordFrequencies(words: readonly string[]): { passages: number; frequency: number[] } {
    const sql = 'SELECT count(*) AS count FROM passage_words WHERE passage_words MATCH ?';
    return {
      passages: Number(this.#get('SELECT count(*) AS count FROM passages')?.['count'] ?? 0),
      frequency: words.map((word) => Number(this.#get(sql, `"${word}"`)?.['count'] ?? 0)),
    };
  }

  forgetRemovedWords(): void {
    this.#change(() => this.#connection.exec("INSERT INTO passage_words (passage_words) VALUES ('rebuild')"));
    this.#all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #change<T>(action: () => T): T {
    return reading(() => this.#connection.transaction(action));
  }

  #all(sql: string, ...values: readonly (string | number)[]): readonly SqlRow[] {
    return reading(() => this.#connection.all(sql, ...values));
  }

  #get(sql: string, ...values: readonly (string | number)[]): SqlRow | undefined {
    return this.#all(sql, ...values)[0];
  }
}

function reading<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asStorageFault(error, 'The store of documents');
  }
}

/** Every word is a quoted string, so that nothing in it is an operator. */
function anyWord(words: readonly string[]): string {
  return [...new Set(words)].map((word) => `"${word}"`).join(' OR ');
}

function toDocument(row: SqlRow): DocumentView {
  return {
    id: String(row['id']),
    collectionId: String(row['collectionId']),
    title: String(row['title']),
    path: String(row['path']),
    format: (row['format'] ?? undefined) as DocumentFormat | undefined,
    sizeBytes: Number(row['sizeBytes']),
    passages: Number(row['passages']),
    ...(row['pages'] == null ? {} : { pages: Number(row['pages']) }),
    ...(row['skipped'] == null ? {} : { skipped: row['skipped'] as SkipReason }),
  };
}

function toPassage(row: SqlRow): Passage {
  const headings = String(row['headings']);
  return {
    id: Number(row['id']),
    documentId: String(row['documentId']),
    ordinal: Number(row['ordinal']),
    text: String(row['text']),
    headings: headings === '' ? [] : headings.split(HEADING_SEPARATOR),
    ...(row['page'] == null ? {} : { page: Number(row['page']) }),
    ...(row['box'] == null ? {} : { box: JSON.parse(String(row['box'])) as PageBox }),
    startOffset: Number(row['startOffset']),
    title: String(row['title']),
    format: row['format'] as DocumentFormat,
    collectionId: String(row['collectionId']),
  };
}
