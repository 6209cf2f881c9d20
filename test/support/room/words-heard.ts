/** How well words were understood, anywhere in a longer text. */

import { spokenWords } from '../../../engine/stt/accuracy/english-text.ts';

/** The fewest wrong, missing or extra words between `wanted` and any stretch of `heard` (Sellers, 1980). */
export function wrongWords(wanted: string, heard: string): number {
  const pattern = spokenWords(wanted);
  const text = spokenWords(heard);
  // Row 0 is free everywhere: the stretch may begin at any word.
  let row = new Array<number>(text.length + 1).fill(0);
  for (const [i, word] of pattern.entries()) {
    const next = [i + 1];
    for (const [j, other] of text.entries()) {
      const same = (row[j] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(same, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(...row);
}
