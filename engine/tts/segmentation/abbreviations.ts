/** Full stops that do not end a sentence. */

import { isUppercase } from './characters.ts';

/** Never the last word of a sentence, or so rarely that joining two sentences is the smaller harm. */
const ALWAYS_INSIDE: ReadonlySet<string> = new Set(
  (
    'mr mrs ms mx dr prof st sr jr gen sen rep gov capt lt col sgt cpl rev hon pres messrs mt ft ave blvd rd dept univ ' +
    'inc ltd co corp bros vs approx ca cf fig figs vol ed eds al est resp incl excl ext tel ' +
    // German, French, Spanish, Italian
    'nr bzw evtl ggf inkl zzgl vgl sog usf str hr fr sra srta dra ud uds mme mlle sig dott'
  ).split(' '),
);
/** Followed by a number: `No. 5`, `pp. 3`, `Jan. 12`. */
const BEFORE_NUMBER: ReadonlySet<string> = new Set(
  'no nos pp art sec ch jan feb mar apr jun jul aug sep sept oct nov dec'.split(' '),
);
/** Ends a sentence only where the next word is capitalised. */
const MAY_END: ReadonlySet<string> = new Set(['etc', 'a.m', 'p.m', 'usw']);

/** Languages that write ordinal numbers as `3.` */
const ORDINAL_STOP_LANGUAGES: ReadonlySet<string> = new Set(
  'cs da de et fi fo hr hu is lt lv nb nn no pl sk sl sr tr'.split(' '),
);

const SINGLE_LETTER = /^\p{L}$/u;
const DOTTED = /^\p{L}(?:\.\p{L})+$/u;
const OPENING_MARKS = /^["'“‘«¿¡([{*_~]+/u;

/**
 * @param word what stands before the full stop, up to the last space.
 * @param next the first character after the stop and the space that follows it; empty at the end of the text.
 * @param language ISO 639-1 code.
 */
export function isInsideSentence(word: string, next: string, language: string): boolean {
  const bare = word.replace(OPENING_MARKS, '');
  const lower = bare.toLowerCase();
  if (next === '') return false;
  if (MAY_END.has(lower)) return !isUppercase(next);
  if (ALWAYS_INSIDE.has(lower) || DOTTED.test(bare)) return true;
  if (SINGLE_LETTER.test(bare)) return bare !== 'I';
  if (BEFORE_NUMBER.has(lower) && /^\p{Nd}$/u.test(next)) return true;
  return ORDINAL_STOP_LANGUAGES.has(language) && /^\d{1,2}$/.test(bare);
}
