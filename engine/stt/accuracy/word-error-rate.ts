/** Word error rate: substitutions, deletions and insertions over the number of words that were said. */

import { spokenWords } from './english-text.ts';

export interface WordErrors {
  readonly errors: number;
  /** Words of the reference. */
  readonly words: number;
}

/**
 * Fewest edits from `reference` to `hypothesis`, in words, both normalised as `spokenWords` says. Two words written as
 * one, or one as two ("timetable", "time table"), count as no error.
 */
export function countWordErrors(reference: string, hypothesis: string): WordErrors {
  const said = spokenWords(reference);
  const heard = spokenWords(hypothesis);
  // rows[i][j]: edits from the first i words said to the first j heard.
  const rows = [Array.from({ length: heard.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= said.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= heard.length; j++) {
      const a = said[i - 1] ?? '';
      const b = heard[j - 1] ?? '';
      row[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a === b ? 0 : 1),
        i > 1 && said[i - 2] + a === b ? at(i - 2, j - 1) : Number.POSITIVE_INFINITY,
        j > 1 && heard[j - 2] + b === a ? at(i - 1, j - 2) : Number.POSITIVE_INFINITY,
      );
    }
  }
  return { errors: at(said.length, heard.length), words: said.length };
}

/** Errors per word said, over all pairs together; 0 when nothing was said and nothing heard. */
export function wordErrorRate(pairs: readonly { readonly reference: string; readonly hypothesis: string }[]): number {
  let errors = 0;
  let words = 0;
  for (const { reference, hypothesis } of pairs) {
    const count = countWordErrors(reference, hypothesis);
    errors += count.errors;
    words += count.words;
  }
  return words === 0 ? errors : errors / words;
}
