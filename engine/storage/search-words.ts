/** The words of a query or a text, as full-text search sees them: letters and digits, without case or accents. */

/** Longer queries are cut: nobody searches for more, and each word costs an index lookup. */
export const MAX_QUERY_WORDS = 16;

/** In order, with repeats. */
export function searchWords(text: string): readonly string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}

export function queryWords(query: string): readonly string[] {
  return searchWords(query).slice(0, MAX_QUERY_WORDS);
}

/** Whether the text holds every word of the query; the last one may be the beginning of a word. */
export function matchesQuery(text: string, query: string): boolean {
  const wanted = queryWords(query);
  const present = searchWords(text);
  const last = wanted.length - 1;
  return (
    wanted.length > 0 &&
    wanted.every((word, i) => present.some((found) => (i === last ? found.startsWith(word) : found === word)))
  );
}

/** The same as an FTS5 expression. Every word is a quoted string, so that nothing in it is an operator. */
export function fullTextQuery(query: string): string | undefined {
  const quoted = queryWords(query).map((word) => `"${word}"`);
  return quoted.length === 0 ? undefined : `${quoted.join(' ')}*`;
}
