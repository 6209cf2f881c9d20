/**
 * Which words of a partial transcription will stay. What two passes in a row agree on, from the first word on, is stable:
 * LocalAgreement-2 of Liu, Spanakis and Niehues (2020). Pure.
 *
 * Invariants:
 * 1. The stable part is the beginning of the text, ends after a letter, and only grows.
 * 2. A later pass that hears the stable part differently changes only what follows it.
 */

export interface PartialText {
  readonly text: string;
  /** The first so many characters stay. */
  readonly stableLength: number;
}

export interface HeardWords extends PartialText {
  /** What the last pass wrote. */
  readonly hypothesis: string;
}

export const NO_WORDS: HeardWords = { text: '', stableLength: 0, hypothesis: '' };

/** `before`, and what another pass makes of the same turn. */
export function hearAgain(before: HeardWords, hypothesis: string): HeardWords {
  const stable = before.text.slice(0, before.stableLength);
  const words = wordsOf(hypothesis);
  const known = wordsOf(stable);
  const agreed = commonWords(words, wordsOf(before.hypothesis));
  // The words before `from` are the stable part as this pass hears it.
  const from = commonWords(words, known) === known.length ? known.length : bestMatch(known, words);
  const start = stable === '' ? '' : stable + closingMarks(words[from - 1]);
  const settled = agreed > from ? withoutClosingMarks(joined(start, words.slice(from, agreed))) : stable;
  return { text: joined(start, words.slice(from)), stableLength: settled.length, hypothesis };
}

/** `before`, and words that are known for good, such as those before a pause. */
export function hearForGood(before: HeardWords, text: string): HeardWords {
  return hearAgain(hearAgain(before, text), text);
}

interface Word {
  /** As written, with the space before it and the marks around it. */
  readonly written: string;
  /** What counts when words are compared; empty for marks that stand alone. */
  readonly letters: string;
}

/** Scripts without spaces are compared letter by letter. */
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}';
const WORD = new RegExp(`\\s*(?:[${UNSPACED}][^\\p{L}\\p{N}\\s]*|[^\\s${UNSPACED}]+)`, 'gu');
const BEGINS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');
const NOT_LETTERS = /[^\p{L}\p{N}]+/gu;
const CLOSING_MARKS = /[^\p{L}\p{N}]+$/u;

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  const trimmed = text.trim();
  for (const written of (BEGINS_UNSPACED.test(trimmed) ? trimmed : ` ${trimmed}`).match(WORD) ?? []) {
    const letters = written.toLowerCase().replace(NOT_LETTERS, '');
    const last = words.at(-1);
    // A dash between words belongs to the one before it.
    if (letters === '' && last !== undefined) words[words.length - 1] = { ...last, written: last.written + written };
    else words.push({ written, letters });
  }
  return words;
}

function commonWords(some: readonly Word[], others: readonly Word[]): number {
  let count = 0;
  while (count < some.length && some[count]?.letters === others[count]?.letters) count++;
  return count;
}

/** How many of `words`, from the first on, come closest to `known`: the fewest edits, and the least difference in length. */
function bestMatch(known: readonly Word[], words: readonly Word[]): number {
  let row = words.map((_, i) => i + 1);
  row.unshift(0);
  for (const [i, word] of known.entries()) {
    const next = [i + 1];
    for (const [j, other] of words.entries()) {
      const substituted = (row[j] ?? 0) + (word.letters === other.letters ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  let best = 0;
  for (const [length, edits] of row.entries()) {
    const fewest = row[best] ?? 0;
    const nearer = Math.abs(length - known.length) < Math.abs(best - known.length);
    if (edits < fewest || (edits === fewest && nearer)) best = length;
  }
  return best;
}

function joined(start: string, words: readonly Word[]): string {
  const rest = words.map(({ written }) => written).join('');
  return start === '' ? rest.trimStart() : start + rest;
}

function closingMarks(word: Word | undefined): string {
  return word === undefined ? '' : (CLOSING_MARKS.exec(word.written)?.[0] ?? '');
}

function withoutClosingMarks(text: string): string {
  return text.replace(CLOSING_MARKS, '');
}
