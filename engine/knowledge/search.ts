/** Finds the passages that answer a question, or finds that there are none. */

import type { Citation } from '../../contract/knowledge.ts';
import { cite } from './citation.ts';
import { contentWords, isSameWord, plainWords } from './content-words.ts';
import { fuse } from './fuse.ts';
import type { Passage, PassageStore, SearchFilter } from './passage-store.ts';
import type { VectorHit, VectorIndex } from './vector-index.ts';

export interface SearchRequest {
  readonly query: string;
  readonly limit?: number | undefined;
  readonly filter?: SearchFilter | undefined;
  /** Of spoken citations. */
  readonly language?: string | undefined;
  /** Which rankings count; both unless a measurement asks for one. */
  readonly by?: 'both' | 'words' | 'vectors' | undefined;
}

export interface FoundPassage {
  readonly citation: Citation;
  /** 0 to 1 and a little more; what is below the floor is not told. */
  readonly relevance: number;
}

export interface SearchResult {
  /** The best first; empty when the documents say nothing about it. */
  readonly passages: readonly FoundPassage[];
  /** The relevance of the best, also where it was not enough. */
  readonly bestRelevance: number;
  /** Passages in order of rank, whatever their relevance. */
  readonly ranking: readonly Passage[];
}

const DEFAULT_LIMIT = 5;
const CANDIDATES = 50;
/** Of these the relevance is computed. */
const JUDGED = 10;
/**
 * Chosen by trying questions with all-MiniLM-L6-v2: most that the documents do not answer stay below. It belongs to that
 * embedding model.
 */
export const RELEVANCE_FLOOR = 0.5;
/** Without vectors the share of the question's words in the passage decides. */
const COVERAGE_FLOOR = 0.6;
/** How much the words of the question count beside its meaning. */
const COVERAGE_WEIGHT = 0.35;

export async function searchPassages(
  store: PassageStore,
  index: VectorIndex | undefined,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchResult> {
  const { query, limit = DEFAULT_LIMIT, filter = {}, language = 'en', by = 'both' } = request;
  const words = contentWords(query);
  const near = by === 'words' || index === undefined ? [] : await nearest(store, index, query, filter, signal);
  const wordy = by === 'vectors' ? [] : store.searchWords(words.join(' '), CANDIDATES, filter);
  const order = fuse([near.map(({ id }) => id), wordy.map(({ id }) => id)]);
  const ranking = store.passages(order.slice(0, CANDIDATES));
  const similarity = new Map(near.map((hit) => [hit.id, hit.similarity]));
  const coverage = coverageOf(store, words);
  const judged = ranking.slice(0, Math.max(JUDGED, limit)).map((passage) => {
    const covered = coverage(passage);
    const relevance =
      near.length === 0
        ? covered * (RELEVANCE_FLOOR / COVERAGE_FLOOR)
        : (similarity.get(passage.id) ?? 0) + COVERAGE_WEIGHT * covered;
    return { passage, relevance };
  });
  const bestRelevance = Math.max(0, ...judged.map(({ relevance }) => relevance));
  const good = judged.filter(({ relevance }) => relevance >= Math.max(RELEVANCE_FLOOR, 0.75 * bestRelevance));
  return { passages: merged(good.slice(0, limit), language), bestRelevance, ranking };
}

async function nearest(
  store: PassageStore,
  index: VectorIndex,
  query: string,
  { collectionIds, documentIds }: SearchFilter,
  signal: AbortSignal,
): Promise<readonly VectorHit[]> {
  if (collectionIds === undefined && documentIds === undefined) return index.search(query, CANDIDATES, signal);
  const wanted = store
    .documents()
    .filter((document) => collectionIds?.includes(document.collectionId) ?? true)
    .filter((document) => documentIds?.includes(document.id) ?? true);
  const ids = wanted.flatMap(({ id }) => store.neighbours(id, 0, Number.MAX_SAFE_INTEGER).map((passage) => passage.id));
  return index.search(query, CANDIDATES, signal, ids);
}

/** How much of the question is in a passage: the share of its words, where rare words weigh more. */
function coverageOf(store: PassageStore, words: readonly string[]): (passage: Passage) => number {
  const { passages, frequency } = store.wordFrequencies(words);
  const weights = words.map((_, i) => Math.log(1 + (passages + 1) / ((frequency[i] ?? 0) + 0.5)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return ({ text, headings, title }) => {
    if (whole === 0) return 0;
    const present = plainWords(`${title} ${headings.join(' ')} ${text}`);
    const found = words.map((word, i) => (present.some((other) => isSameWord(word, other)) ? (weights[i] ?? 0) : 0));
    return found.reduce((sum, weight) => sum + weight, 0) / whole;
  };
}

/** Passages that follow each other in a document are one citation, in the place of the better. */
function merged(found: readonly { passage: Passage; relevance: number }[], language: string): FoundPassage[] {
  const groups: { passages: Passage[]; relevance: number }[] = [];
  for (const { passage, relevance } of found) {
    const group = groups.find(({ passages }) =>
      passages.some(
        (other) =>
          other.documentId === passage.documentId &&
          other.page === passage.page &&
          Math.abs(other.ordinal - passage.ordinal) === 1,
      ),
    );
    if (group === undefined) groups.push({ passages: [passage], relevance });
    else group.passages.push(passage);
  }
  return groups.flatMap(({ passages, relevance }) => {
    const [first, ...rest] = [...passages].sort((a, b) => a.ordinal - b.ordinal);
    return first === undefined ? [] : [{ citation: cite([first, ...rest], language), relevance }];
  });
}
