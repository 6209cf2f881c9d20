/** One form for everything that is compared by its words: phrases from files and settings, and what was transcribed. */

const TYPOGRAPHIC_APOSTROPHES = /[\u2018\u2019\u02bc\u00b4`]/gu;
/** An apostrophe joins letters; a hyphen, like every other sign, parts words: "mm-hmm" is two. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}]+)*/gu;
/** Nobody means anything by the length of "hmmmm". */
const DRAWN_OUT_LETTER = /(\p{L})\1{2,}/gu;

/** Lower-case words without punctuation, in order. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').replace(TYPOGRAPHIC_APOSTROPHES, "'").toLowerCase().normalize('NFC');
  return (plain.match(WORD) ?? []).map((word) => word.replace(DRAWN_OUT_LETTER, '$1$1'));
}

/** The words with one space between them. */
export function normalizeText(text: string): string {
  return wordsOf(text).join(' ');
}
