/** Port: a file → its text in blocks. Whoever implements it reads what strangers wrote, and runs in a process of its own. */

import type { DocumentFormat, PageBox, SkipReason } from '../../../contract/knowledge.ts';

/** A heading, a paragraph, a table row: what belongs together and is never glued to its neighbour. */
export interface Block {
  readonly text: string;
  /** 1 to 6 for a heading; absent for anything else. */
  readonly level?: number | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  readonly box?: PageBox | undefined;
}

export interface ExtractedDocument {
  readonly format: DocumentFormat;
  /** As the document calls itself. */
  readonly title?: string | undefined;
  readonly pages?: number | undefined;
  readonly blocks: readonly Block[];
}

export type Extraction =
  | { readonly outcome: 'read'; readonly document: ExtractedDocument }
  | { readonly outcome: 'skipped'; readonly reason: SkipReason };

export interface Extractor {
  /** @param path of a plain file. Rejects only with `cancelled`. */
  extract(path: string, signal: AbortSignal): Promise<Extraction>;
}

/** Reads one format. @throws Unreadable with the reason; anything else it throws means that the file is damaged. */
export type ReadFormat = (bytes: Uint8Array, signal: AbortSignal) => Promise<Omit<ExtractedDocument, 'format'>>;

export class Unreadable extends Error {
  readonly reason: SkipReason;

  constructor(reason: SkipReason) {
    super(reason);
    this.name = 'Unreadable';
    this.reason = reason;
  }
}

/** The largest file that is read at all. */
export const MAX_FILE_BYTES: number = 64 * 1024 * 1024;
/** The most text a document may have: a library of books. */
export const MAX_TEXT_CHARACTERS = 20_000_000;
/** Deeper than any document a person made. */
export const MAX_NESTING = 500;
