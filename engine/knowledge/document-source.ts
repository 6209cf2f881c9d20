/** Port: what the user's documents say to a question, found while it is still being asked. */

import type { Citation } from '../../contract/knowledge.ts';
import { documentsBlock } from './documents-in-prompt.ts';
import { asksForDocuments, contextualQuery, type EarlierTurn } from './query.ts';
import type { FoundPassage } from './search.ts';

export interface DocumentFindings {
  /** The best first; empty when the documents were asked and say nothing. */
  readonly citations: readonly Citation[];
  /** Put before the user's words. */
  readonly block: string;
}

export interface DocumentSource {
  /** `undefined` where the question is none for the documents. Rejects with `cancelled`, or when the search fails. */
  find(text: string, earlier: readonly EarlierTurn[], signal: AbortSignal): Promise<DocumentFindings | undefined>;
}

export interface SearchedDocuments {
  titles(): readonly string[];
  search(query: string, signal: AbortSignal): Promise<readonly FoundPassage[]>;
}

export function documentSource({ titles, search }: SearchedDocuments): DocumentSource {
  return {
    async find(text, earlier, signal) {
      const known = titles();
      if (known.length === 0 || text.trim() === '') return undefined;
      const citations = (await search(contextualQuery(text, earlier), signal)).map(({ citation }) => citation);
      if (citations.length === 0 && !asksForDocuments(text, known)) return undefined;
      return { citations, block: documentsBlock(citations) };
    },
  };
}

/**
 * What was found for the words so far stays, while what is found for more words is led by one of the same passages: the
 * model has read it already.
 */
export function settleFindings(
  before: DocumentFindings | undefined,
  now: DocumentFindings | undefined,
): DocumentFindings | undefined {
  const [best] = now?.citations ?? [];
  if (before === undefined || best === undefined) return now;
  return before.citations[0]?.passageId === best.passageId ? before : now;
}
