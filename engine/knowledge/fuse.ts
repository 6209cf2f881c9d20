/** Two rankings as one: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */

/** How much the very first ranks count more than the next; 60 as in the paper. */
const RANK_OFFSET = 60;

/** @param rankings ids, the best first. @returns ids, the best first; of equals, the one that comes first in an earlier ranking. */
export function fuse(rankings: readonly (readonly number[])[]): readonly number[] {
  const scores = new Map<number, number>();
  for (const ranking of rankings) {
    for (const [rank, id] of ranking.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (RANK_OFFSET + rank + 1));
  }
  return [...scores].sort(([, a], [, b]) => b - a).map(([id]) => id);
}
