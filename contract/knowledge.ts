/** Documents of the user: what was taken in, what was found in it, and where exactly. */

import { z } from 'zod';

const count = z.number().int().nonnegative();

export const DOCUMENT_FORMATS = ['pdf', 'docx', 'odt', 'html', 'markdown', 'epub', 'text', 'email', 'csv'] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/** Why a file is not in the index. */
export const SKIP_REASONS = [
  'unknown-format',
  'encrypted',
  /** Pictures of pages, without a word of text. */
  'scanned',
  'damaged',
  'empty',
  'too-large',
  /** Unpacks to far more than it is, or nests without an end. */
  'too-deep',
  'took-too-long',
  'unreadable',
  'gone',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** A place on a page, as shares of its width and height from the top left corner. */
export const pageBox = z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() });
export type PageBox = z.infer<typeof pageBox>;

/** A passage of a document. Offsets count UTF-16 units of the document's text. */
export const citation = z.object({
  passageId: count,
  documentId: z.string(),
  title: z.string(),
  /** Headings above it, the outermost first. */
  headings: z.array(z.string()),
  /** From 1; only of documents that have pages. */
  page: count.optional(),
  box: pageBox.optional(),
  startOffset: count,
  endOffset: count,
  /** The document's text between the offsets, word for word. */
  quote: z.string(),
  /** For the ear: "from the lease, page three". */
  spoken: z.string(),
});
export type Citation = z.infer<typeof citation>;

export interface CollectionView {
  readonly id: string;
  readonly name: string;
  readonly documents: number;
  readonly skipped: number;
  /** What the user gave, as paths. */
  readonly sources: readonly SourceView[];
}

export interface SourceView {
  readonly id: number;
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** `away`: the drive or folder is not there now; what was read of it stays. */
  readonly state: 'present' | 'away';
}

export interface DocumentView {
  readonly id: string;
  readonly collectionId: string;
  readonly title: string;
  readonly path: string;
  readonly format: DocumentFormat | undefined;
  readonly sizeBytes: number;
  readonly pages?: number;
  readonly passages: number;
  /** Why nothing of it can be found; absent where it can. */
  readonly skipped?: SkipReason;
}

export interface IngestProgress {
  readonly state: 'idle' | 'working' | 'yielding' | 'paused';
  readonly files: { readonly done: number; readonly total: number };
  readonly passages: { readonly done: number; readonly total: number };
  /** Absent as long as nothing is known of the pace. */
  readonly leftMs?: number;
}

export const knowledgeParams = {
  'knowledge.list': z.object({}),
  /** Files and folders on the assistant's machine, as absolute paths; they are taken in from now on. */
  'knowledge.add': z.object({
    paths: z.array(z.string().min(1).max(4096)).min(1).max(100),
    collection: z.string().trim().min(1).max(100).optional(),
  }),
  /** A document, a collection, or what was added, by id or path. Their passages are gone for good. */
  'knowledge.remove': z.object({ what: z.string().min(1).max(4096) }),
  /** Looks at everything again. */
  'knowledge.refresh': z.object({}),
  'knowledge.pause': z.object({ isPaused: z.boolean() }),
  'knowledge.text': z.object({ documentId: z.string().min(1).max(100) }),
  'knowledge.search': z.object({ query: z.string().trim().min(1).max(500) }),
} as const;

export interface KnowledgeView {
  readonly collections: readonly CollectionView[];
  readonly documents: readonly DocumentView[];
}

export interface KnowledgeResults {
  'knowledge.list': KnowledgeView;
  /** How many there are now of what was added, files and folders alike. */
  'knowledge.add': { readonly sources: number };
  'knowledge.remove': undefined;
  'knowledge.refresh': undefined;
  'knowledge.pause': undefined;
  'knowledge.text': DocumentText;
  'knowledge.search': readonly Citation[];
}

/** The text of a document, to show a passage in it. */
export interface DocumentText {
  readonly document: DocumentView;
  readonly text: string;
  /** Where pages begin in it, the first page first; empty without pages. */
  readonly pageOffsets: readonly number[];
}
