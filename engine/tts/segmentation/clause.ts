/** Where inside a sentence a voice may breathe. */

/** After the mark and its closing quotes comes a space. A hyphen counts where it stands alone, as a dash. */
const CLAUSE_END = /(?:[,;:،؛—–]|(?:^|\s)-)["'”’»)\]*_`~]*$/u;
const WIDE_CLAUSE_MARK = /^[，、；：]$/u;
/** The comma of a date: `May 5, 2024`. */
const NUMBER_COMMA = /\d,$/;

/**
 * Words that open a clause without a comma before them. A cut here is audible, so it serves only to begin speaking
 * sooner in a sentence that has no other place.
 */
const CLAUSE_OPENERS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'and but because which while although where so that if when before after since unless until who'.split(' '),
  ),
  de: new Set('und oder sowie aber'.split(' ')),
};

/** Words that open a part of a clause: the place to breathe in a long sentence that has no better one. */
const PHRASE_OPENERS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'in on at with by for from through during into between without about as to or is are was were'.split(' '),
  ),
  de: new Set(
    'in im am an auf mit bei von vom für durch nach über zwischen ohne als zu zum zur ist sind war'.split(' '),
  ),
};

/** @param before the text up to a space. @param following the character after the space. */
export function endsClause(before: string, following: string): boolean {
  return CLAUSE_END.test(before) && !(NUMBER_COMMA.test(before) && /\d/.test(following));
}

/** Whether this character ends a clause by itself: scripts without spaces. */
export function isWideClauseMark(character: string): boolean {
  return WIDE_CLAUSE_MARK.test(character);
}

/** @param language ISO 639-1 code. */
export function opensClause(word: string, language: string): boolean {
  return CLAUSE_OPENERS[language]?.has(word) ?? false;
}

/** @param language ISO 639-1 code. */
export function opensPhrase(word: string, language: string): boolean {
  return PHRASE_OPENERS[language]?.has(word) ?? false;
}
