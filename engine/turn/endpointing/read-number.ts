/** Numbers and names that are read out piece by piece: every pause in them sounds and reads like an end. */

import { normalizeText, wordsOf } from '../phrases/normalize-text.ts';
import { PhraseSet } from '../phrases/phrase-set.ts';
import type { Phrases } from '../phrases/phrases.ts';

/** A telephone number has at least so many digits without, and so many with its area code. */
const SHORT_TELEPHONE_DIGITS = 7;
const MOST_DIGITS = 16;
/** Fewer pieces are a quantity: "ten minutes", "room four one". */
const PIECES_OF_A_STRING = 3;
/** Codes and postcodes. */
const SHORTEST_CODE_DIGITS = 4;

/** `partial`: more digits must come; `whole`: it may be complete, and may go on; undefined: no digits are read out. */
export function readDigitString(text: string, phrases: Phrases): 'partial' | 'whole' | undefined {
  const words = wordsOf(text);
  const isCode = phrases.codeCues.isIn(words);
  const isAnnounced = isCode || phrases.numberCues.isIn(words);
  let pieces = 0;
  let digits = 0;
  for (const word of [...words].reverse()) {
    const count = /^\p{N}+$/u.test(word) ? word.length : Number(phrases.digits.is([word]));
    if (count === 0) break;
    pieces += 1;
    digits += count;
  }
  if (digits === 0) return isAnnounced && endsWithCue(words, phrases) ? 'partial' : undefined;
  if (/\?\s*$/u.test(text) && !isAnnounced) return undefined;
  // "555-12" is one string in two pieces; "5 12" is not known to be one.
  const isString = isAnnounced || pieces >= PIECES_OF_A_STRING || (pieces === 2 && digits >= 5) || digits >= 5;
  if (!isString) return undefined;
  const fewest = isCode ? SHORTEST_CODE_DIGITS : SHORT_TELEPHONE_DIGITS;
  return digits >= fewest && digits <= MOST_DIGITS ? 'whole' : 'partial';
}

/** Whether the last word is a number: "at 7" may become "at 7.30", "for five" "for five minutes". "The blue one" is none. */
export function endsInNumber(text: string, phrases: Phrases): boolean {
  const words = wordsOf(text);
  const last = words.slice(-1);
  if (phrases.pronounOne.is(last) && words.slice(-3, -1).some((word) => phrases.determiners.is([word]))) return false;
  return /^\p{N}+$/u.test(last[0] ?? '') || phrases.digits.is(last);
}

/** Whether the text ends in letters that are read out: "J-O-H", "spelled M A Y", "b as in boy". */
export function endsInSpelling(text: string, phrases: Phrases): boolean {
  const words = wordsOf(text);
  const isAnnounced = phrases.spellingCues.isIn(words);
  if (isAnnounced && phrases.spellingCues.lengthAtEnd(words) > 0) return true;
  if (explainsALetter(words, phrases)) return true;
  const isLetter = (word: string): boolean => /^\p{L}$/u.test(word) || (isAnnounced && phrases.letters.is([word]));
  let letters = 0;
  while (letters < words.length && isLetter(words[words.length - 1 - letters] ?? '')) letters += 1;
  if (letters >= 2) return true;
  if (!isAnnounced) return false;
  // Recognisers put letters together: "spelled MAY".
  const last =
    text
      .trim()
      .replace(/[^\p{L}]+$/u, '')
      .match(/[\p{L}-]+$/u)?.[0] ?? '';
  return letters === 1 || /^\p{Lu}{2,}$/u.test(last);
}

/** Whether a whole answer is a number: "seven", "about twenty", "half past six", "12.50". */
export function isNumberAnswer(text: string, phrases: Phrases): boolean {
  const words = wordsOf(text);
  const isNumber = (word: string): boolean => /\p{N}/u.test(word) || phrases.digits.is([word]);
  const others = words.filter((word) => !isNumber(word));
  const numbers = words.length - others.length;
  if (others.length === 0) return numbers > 0;
  const isCovered = PhraseSet.cover(others, phrases.numbers, phrases.digits, phrases.leadsOn, phrases.stopCompanions);
  return isCovered && (numbers > 0 || others.some((word) => /^\p{L}{3,}/u.test(word) && phrases.numbers.is([word])));
}

/** "My number", "my number is". */
function endsWithCue(words: readonly string[], phrases: Phrases): boolean {
  const cue = phrases.auxiliaries.is(words.slice(-1)) ? words.slice(0, -1) : words;
  return [words, cue].some((end) => phrases.numberCues.lengthAtEnd(end) + phrases.codeCues.lengthAtEnd(end) > 0);
}

function explainsALetter(words: readonly string[], phrases: Phrases): boolean {
  const tail = words.slice(0, -1);
  const link = phrases.spellingLinks.lengthAtEnd(tail);
  return link > 0 && /^\p{L}$/u.test(normalizeText(tail.at(-1 - link) ?? ''));
}
