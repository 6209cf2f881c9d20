/** Which written words a spoken text has reached: "$3" is written in one word and spoken in two. Pure. */

export interface Word {
  /** Lower case, letters and digits only; empty for a mark that stands alone. */
  readonly key: string;
  /** Offset behind the word in its text. */
  readonly end: number;
  /** How long it takes to say, relative to other words. */
  readonly weight: number;
}

/** An ideograph is a word by itself, being about a syllable. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu;
const IDEOGRAPH_WEIGHT = 3;
/** A digit is a word of some four letters. */
const DIGIT_WEIGHT = 4;

export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), (match) => {
    const key = match[0].toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    return { key, end: match.index + match[0].length, weight: weightOf(key) };
  });
}

function weightOf(key: string): number {
  let weight = 0;
  for (const character of key) {
    weight += /\p{N}/u.test(character) ? DIGIT_WEIGHT : /\p{Script=Latin}/u.test(character) ? 1 : 2;
  }
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u.test(key) ? IDEOGRAPH_WEIGHT : weight;
}

/**
 * @param heard number of spoken words heard.
 * @returns the number of written words they stand for. Equal words anchor the two texts; what lies between two anchors
 * is shared out evenly.
 */
export function alignWords(written: readonly Word[], spoken: readonly Word[], heard: number): number {
  if (heard >= spoken.length) return written.length;
  let before = { written: -1, spoken: -1 };
  let after = { written: written.length, spoken: spoken.length };
  for (const anchor of anchorsOf(written, spoken)) {
    if (anchor.spoken < heard) before = anchor;
    else {
      after = anchor;
      break;
    }
  }
  const heardBetween = heard - before.spoken - 1;
  const spokenBetween = after.spoken - before.spoken - 1;
  const writtenBetween = after.written - before.written - 1;
  const part = spokenBetween === 0 ? 1 : heardBetween / spokenBetween;
  return before.written + 1 + Math.floor(part * writtenBetween);
}

interface Anchor {
  readonly written: number;
  readonly spoken: number;
}

/** The longest common subsequence of the words. Segments have some forty words, so the table stays small. */
function anchorsOf(written: readonly Word[], spoken: readonly Word[]): Anchor[] {
  const lengths = Array.from({ length: written.length + 1 }, () => new Uint16Array(spoken.length + 1));
  const lengthAt = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  const areEqual = (row: number, column: number): boolean =>
    written[row]?.key !== '' && written[row]?.key === spoken[column]?.key;

  for (let row = written.length - 1; row >= 0; row--) {
    for (let column = spoken.length - 1; column >= 0; column--) {
      const best = areEqual(row, column)
        ? lengthAt(row + 1, column + 1) + 1
        : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
      lengths[row]?.fill(best, column, column + 1);
    }
  }
  const anchors: Anchor[] = [];
  for (let row = 0, column = 0; row < written.length && column < spoken.length; ) {
    if (areEqual(row, column)) anchors.push({ written: row++, spoken: column++ });
    else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++;
    else column++;
  }
  return anchors;
}
