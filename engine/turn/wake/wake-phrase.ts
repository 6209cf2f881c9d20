/**
 * Whether someone called the assistant: "hey Sotto" and what follows it. Pure.
 *
 * Recognisers do not know the name and write "Hey Soto", "Hey, Sato." or "Hay sotto", so it is compared by its sound. The
 * words before the name are common ones, which recognisers know: only their known misspellings count, so that "he sought
 * to" is not "hey Sotto".
 */

import type { Settings } from '../../../contract/settings.ts';
import { phoneticDistance, soundsOf } from './phonetic-distance.ts';

export interface WakePhraseMatch {
  /** What was said after the phrase, as it was written; empty when nothing was. */
  readonly rest: string;
}

/** `beginning` allows for a filler before it; `anywhere` is for what is said over a reply, where a sentence may be cut. */
export type WakePhrasePlace = 'beginning' | 'anywhere';

interface Word {
  readonly letters: string;
  readonly start: number;
  readonly end: number;
}

const GREETINGS: Readonly<Record<string, readonly string[]>> = {
  en: ['hey', 'hi', 'okay'],
  de: ['hey', 'hallo'],
};

/** What recognisers make of a word that people call with. */
const HEARD_AS: Readonly<Record<string, readonly string[]>> = {
  hey: ['hay', 'hei', 'heh', 'hej', 'he', 'ey', 'eh', 'hi', 'a', 'e', 'k', 'here'],
  hi: ['hey', 'high', 'hai', 'hei', 'i', 'ai'],
  okay: ['ok', 'okey', 'oké', 'k', 'kay'],
  hallo: ['hello', 'halo', 'hallö'],
  hello: ['hallo', 'halo'],
};

const FILLERS: ReadonlySet<string> = new Set(
  'uh um oh ah er erm hmm so and well yeah no please now then äh ähm öh ach ja na und also bitte'.split(' '),
);
const MOST_FILLERS = 2;

/** Sounds of a name that may be wrong, as a share: the one of two syllables may have two near ones. */
const WRONG_SHARE = 0.2;
const LEAST_WRONG = 0.4;
/** A name of one word may be written as up to three: "so to", "sot o". */
const MOST_SPLIT = 3;

/** Phrases that wake the assistant: the user's own, or a greeting of their language and its name. */
export function wakePhrasesOf({ turnTaking, persona, language }: Settings): readonly string[] {
  if (turnTaking.wakePhrases.length > 0) return turnTaking.wakePhrases;
  const greetings = GREETINGS[language] ?? Object.values(GREETINGS).flat();
  return [...new Set(greetings)].map((greeting) => `${greeting} ${persona.name}`);
}

/** The first of the phrases that is in the text at that place. */
export function matchWakePhrase(
  text: string,
  phrases: readonly string[],
  place: WakePhrasePlace = 'beginning',
): WakePhraseMatch | undefined {
  const words = wordsOf(text);
  const last = place === 'anywhere' ? words.length - 1 : fillersBefore(words);
  for (let first = 0; first <= last; first++) {
    for (const phrase of phrases) {
      const end = endOfPhrase(text, words, first, wordsOf(phrase));
      if (end !== undefined)
        return {
          rest: text
            .slice(end)
            .replace(/^[^\p{L}\p{N}]+/u, '')
            .trim(),
        };
    }
  }
  return undefined;
}

/** Where in the text the phrase ends that begins at word `first`. */
function endOfPhrase(text: string, words: readonly Word[], first: number, phrase: readonly Word[]): number | undefined {
  const name = phrase.at(-1);
  if (name === undefined) return undefined;
  const callingWords = phrase.slice(0, -1);
  const merged = words[first];
  if (callingWords.length === 1 && merged !== undefined && isMerged(merged, callingWords[0], name)) return merged.end;
  if (!callingWords.every(({ letters }, i) => isHeardAs(words[first + i]?.letters, letters))) return undefined;
  const nameAt = first + callingWords.length;
  const sounds = soundsOf(name.letters);
  // A script without letters that we know the sounds of.
  if (sounds.length === 0) return words[nameAt]?.letters === name.letters ? words[nameAt]?.end : undefined;
  const mostWrong = mostWrongIn(sounds);
  for (let count = 1; count <= MOST_SPLIT; count++) {
    const written = words.slice(nameAt, nameAt + count);
    const end = written.at(-1)?.end;
    if (written.length < count || end === undefined) return undefined;
    // "Hey, so to speak": common words in a row are a name only when the writer set them apart.
    if (count > 1 && !isSetApart(text, written, end)) continue;
    if (phoneticDistance(sounds, soundsOf(written.map(({ letters }) => letters).join(''))) <= mostWrong) return end;
  }
  return undefined;
}

function mostWrongIn(sounds: readonly string[]): number {
  return Math.max(LEAST_WRONG, WRONG_SHARE * sounds.length);
}

function isHeardAs(written: string | undefined, said: string): boolean {
  if (written === undefined) return false;
  if (written === said || HEARD_AS[said]?.includes(written)) return true;
  // Longer words of the user's own choice.
  const sounds = soundsOf(said);
  return sounds.length >= 4 && phoneticDistance(sounds, soundsOf(written)) <= WRONG_SHARE * sounds.length;
}

/** "Esado", "Highsotto": greeting and name in one word. */
function isMerged({ letters }: Word, greeting: Word | undefined, name: Word): boolean {
  const spelled = [greeting?.letters ?? '', ...(HEARD_AS[greeting?.letters ?? ''] ?? [])];
  const sounds = soundsOf(name.letters);
  return spelled.some(
    (beginning) =>
      letters.startsWith(beginning) &&
      letters.length > beginning.length + 2 &&
      phoneticDistance(sounds, soundsOf(letters.slice(beginning.length))) <= mostWrongIn(sounds),
  );
}

function isSetApart(text: string, written: readonly Word[], end: number): boolean {
  const inside = text.slice(written[0]?.start, end);
  return /^\s*($|[,.!?;:–—])/u.test(text.slice(end)) && !/[,.!?;:]/u.test(inside);
}

function fillersBefore(words: readonly Word[]): number {
  const count = words.findIndex(({ letters }) => !FILLERS.has(letters));
  return Math.min(MOST_FILLERS, Math.max(0, count));
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((match) => ({
    letters: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}
