/** Port: the text of documents and what is known of them, kept in the profile. */

import type {
  CollectionView,
  DocumentFormat,
  DocumentText,
  DocumentView,
  PageBox,
  SkipReason,
} from '../../contract/knowledge.ts';

export interface NewPassage {
  readonly text: string;
  /** The outermost first. */
  readonly headings: readonly string[];
  readonly page?: number | undefined;
  readonly box?: PageBox | undefined;
  readonly startOffset: number;
}

export interface Passage extends NewPassage {
  readonly id: number;
  readonly documentId: string;
  readonly ordinal: number;
  /** Of the document. */
  readonly title: string;
  readonly format: DocumentFormat;
  readonly collectionId: string;
}

export interface FileFacts {
  readonly path: string;
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

export interface NewDocument extends FileFacts {
  readonly id: string;
  readonly sourceId: number;
  readonly title: string;
  readonly format?: DocumentFormat | undefined;
  readonly pages?: number | undefined;
  readonly skipped?: SkipReason | undefined;
}

export interface KnownFile extends FileFacts {
  readonly id: string;
  readonly sourceId: number;
  readonly skipped?: SkipReason | undefined;
}

export interface Source {
  readonly id: number;
  readonly collectionId: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/** What a search may look at; absent means everything. */
export interface SearchFilter {
  readonly collectionIds?: readonly string[] | undefined;
  readonly documentIds?: readonly string[] | undefined;
}

export interface WordHit {
  readonly id: number;
  /** BM25; the higher, the better. */
  readonly score: number;
}

/** Synchronous and short: it runs beside the conversation. */
export interface PassageStore {
  /** The collection with this name, made where there is none. @returns its id. */
  collection(name: string): string;
  collections(): readonly Omit<CollectionView, 'sources'>[];
  removeCollection(id: string): void;
  /** Adds what the user gave, or finds it. */
  addSource(collectionId: string, path: string, kind: Source['kind']): Source;
  sources(): readonly Source[];
  /** With all its documents. */
  removeSource(id: number): void;
  documents(): readonly DocumentView[];
  document(id: string): DocumentView | undefined;
  /** Every file that was looked at, in one source. */
  files(sourceId: number): readonly KnownFile[];
  /** In place of what is known under its id or its path, all at once. @returns ids of its passages. */
  keepDocument(document: NewDocument, passages: readonly NewPassage[]): readonly number[];
  /** The same content under another path. */
  moveDocument(id: string, file: FileFacts & { readonly title: string; readonly sourceId: number }): void;
  removeDocument(id: string): void;
  /** In ascending order. */
  passageIds(): readonly number[];
  /** Those that are still there, in the order asked for. */
  passages(ids: readonly number[]): readonly Passage[];
  /** Passages of one document with these ordinals. */
  neighbours(documentId: string, from: number, to: number): readonly Passage[];
  text(documentId: string): DocumentText | undefined;
  /** The best first. */
  searchWords(query: string, limit: number, filter: SearchFilter): readonly WordHit[];
  /** In how many passages each of these words is, stemmed as the index does, and how many passages there are. */
  wordFrequencies(words: readonly string[]): { readonly passages: number; readonly frequency: readonly number[] };
  /** Words of removed documents leave the index for good. Blocks for a while. */
  forgetRemovedWords(): void;
}
