/** The part of a long document that is shown around a passage. Pure. */

import type { DocumentText } from '../../../contract/knowledge.ts';

/** Characters before and after the passage: some ten pages each. */
const AROUND = 20_000;

export interface Excerpt {
  readonly before: string;
  readonly passage: string;
  readonly after: string;
  readonly isWhole: boolean;
  /** From 1; of documents with pages. */
  readonly page?: number;
}

export function excerptOf(
  { text, pageOffsets }: Pick<DocumentText, 'text' | 'pageOffsets'>,
  passage: { readonly startOffset: number; readonly endOffset: number },
  around = AROUND,
): Excerpt {
  const start = Math.min(passage.startOffset, text.length);
  const end = Math.min(Math.max(passage.endOffset, start), text.length);
  const from = Math.max(0, start - around);
  const to = Math.min(text.length, end + around);
  const page = pageOffsets.findLastIndex((offset) => offset <= start) + 1;
  return {
    before: text.slice(from, start),
    passage: text.slice(start, end),
    after: text.slice(end, to),
    isWhole: from === 0 && to === text.length,
    ...(page === 0 ? {} : { page }),
  };
}
