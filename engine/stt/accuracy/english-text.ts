/**
 * English as a list of spoken words, so that two ways of writing the same speech compare as equal. In this order:
 *
 * 1. lower case; curly quotes straight; anything in [] dropped;
 * 2. "%", "&", "$5" and "°" as words; numbers without separators; "3.5" as "3 point 5"; "7:30" as "7 30";
 * 3. spelling of both sides of the Atlantic alike (a small list), "o'clock" dropped, "Mr." and its like written out;
 * 4. contractions written out ("I'm", "don't", "we'll", "it's" as "it is"); a possessive keeps its "s" without the mark;
 * 5. hyphens are spaces; all other punctuation is dropped;
 * 6. numbers up to 999,999 as words, ordinals too ("21st", "twenty-first"); years as two pairs ("1984" is "nineteen
 *    eighty four");
 * 7. hesitations ("uh", "um", "hmm") dropped.
 */

import { numberWords, ordinalWords } from './number-words.ts';

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\blet's\b/g, 'let us'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'m\b/g, ' am'],
  [/'d\b/g, ' would'],
  [/\b(it|that|what|who|where|there|here|he|she|how)'s\b/g, '$1 is'],
  [/\bgonna\b/g, 'going to'],
  [/\bwanna\b/g, 'want to'],
];

const TITLES: readonly (readonly [RegExp, string])[] = [
  [/\bmr\b\.?/g, 'mister'],
  [/\bmrs\b\.?/g, 'missus'],
  [/\bdr\b\.?/g, 'doctor'],
  [/\bst\b\./g, 'saint'],
  [/\bo'clock\b/g, ''],
  [/\bokay\b/g, 'ok'],
];

/** British to American, as Whisper writes it. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\b(summar|organ|real|recogn|apolog|memor|priorit)is(e|es|ed|ing|ation)\b/g, '$1iz$2'],
  [/\b(col|fav|hon|neighb|harb|lab|flav|hum|rum)our(s|ed|ing|ite|ites|able)?\b/g, '$1or$2'],
  [/\b(kilo|centi|milli)?(met|lit|cent|theat)re(s)?\b/g, '$1$2er$3'],
  [/\bgrey\b/g, 'gray'],
  [/\b(travel|cancel)l(ed|ing|er)\b/g, '$1$2'],
];

const HESITATIONS: ReadonlySet<string> = new Set(['uh', 'um', 'uhm', 'hm', 'hmm', 'mm', 'er']);

export function spokenWords(text: string): string[] {
  let plain = text
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/\[[^\]]*\]/g, ' ');
  plain = plain
    .replace(/(\d)%/g, '$1 percent')
    .replace(/&/g, ' and ')
    .replace(/\$(\d[\d,.]*\d|\d)/g, '$1 dollars')
    .replace(/°/g, ' degrees ')
    .replace(/\b\d{1,3}(,\d{3})+\b/g, withoutSeparators)
    .replace(/(\d)\.(?=\d)/g, '$1 point ')
    .replace(/(\d):00\b/g, '$1')
    .replace(/(\d):(?=\d)/g, '$1 ');
  for (const [pattern, replacement] of [...TITLES, ...CONTRACTIONS, ...SPELLINGS])
    plain = plain.replace(pattern, replacement);
  return plain
    .replace(/'/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '' && !HESITATIONS.has(word))
    .flatMap(wordsOf);
}

/** Written out at once, because what has a separator is no year. */
function withoutSeparators(number: string): string {
  const digits = number.replaceAll(',', '');
  return digits.length > 6 ? digits : numberWords(Number(digits)).join(' ');
}

function wordsOf(word: string): readonly string[] {
  const ordinal = /^(\d{1,6})(st|nd|rd|th)$/.exec(word);
  if (ordinal?.[1] !== undefined) return ordinalWords(Number(ordinal[1]));
  if (!/^\d{1,6}$/.test(word)) return [word];
  return isYear(word) ? yearWords(word) : numberWords(Number(word));
}

function isYear(digits: string): boolean {
  return /^(1[1-9]|20[1-9])\d/.test(digits) && digits.length === 4 && !digits.endsWith('00');
}

function yearWords(digits: string): readonly string[] {
  const late = Number(digits.slice(2));
  const early = numberWords(Number(digits.slice(0, 2)));
  return late < 10 ? [...early, 'oh', ...numberWords(late)] : [...early, ...numberWords(late)];
}
