/**
 * What people say to steer a conversation rather than to say something: one file a language, in resources/phrases. Another
 * language is another file.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../base/package-root.ts';
import { PhraseSet } from './phrase-set.ts';

const list = z.array(z.string().min(1)).min(1);

/** A file of phrases. All of them are in the form of `normalizeText`. */
export const phraseFile = z.strictObject({
  /** ISO 639-1. */
  language: z.string().length(2),
  /** Takes the floor from the assistant and asks for nothing else. */
  stop: list,
  /** What is written for a stop phrase that is half drowned by the reply; said over one it is taken for that. */
  stopMisheard: list,
  /** May stand around a stop phrase without making it a request: "okay, stop now, please". */
  stopCompanions: list,
  /** Holds a stop phrase and does not mean it: "don't stop", "bus stop". */
  notStop: list,
  /** Says that one listens, and leaves the floor where it is. */
  backchannel: list,
  /** Asks the assistant to go on. */
  goOn: list,
  /** A single word that asks for something, however short: "louder". */
  commands: list,
  /** A sound while one looks for words. */
  fillers: list,
  /** Asks for time to think. */
  thinking: list,
  /** Never ends a turn. */
  leadsOn: list,
  /** Ends a turn rarely, or only a question. */
  mayLeadOn: list,
  /** Takes something back; the right thing follows. */
  repairs: list,
  /** On its own announces what follows. */
  openers: list,
  /** A complete answer to a question of the assistant. */
  shortAnswers: list,
  /** Opens a question that may end in a preposition: "what for?" */
  questionWords: list,
  /** Opens a clause that needs another one: "when I was a child". */
  subordinators: list,
  /** Those of them whose clause answers by itself: "because I can". */
  reasons: list,
  /** Behind one of those, makes a main clause of it: "when is". */
  auxiliaries: list,
  /** Words for the digits of a number that is read out. */
  digits: list,
  /** Other words of numbers, and what stands around them in an answer. */
  numbers: list,
  /** Reads like a number and, behind a determiner, is none: "the blue one". */
  pronounOne: list,
  determiners: list,
  /** Announces a number that is read out digit by digit. */
  numberCues: list,
  /** The same for a number of four to eight digits. */
  codeCues: list,
  /** Names of letters that are longer than one letter. */
  letters: list,
  /** Announces spelling. */
  spellingCues: list,
  /** Stands between a letter and the word that explains it: "b as in boy". */
  spellingLinks: list,
  /** Is said to somebody else in the room, or on the telephone. */
  toOthers: list,
  /** Addresses somebody close. */
  endearments: list,
  /** Names that are common enough to address somebody in the room. */
  givenNames: list,
  /** Follows a name and a comma when somebody is addressed: "Tom, can you". */
  requestWords: list,
  /** Whom a request speaks to or of: with `requestWords` before it, a name in front is called: "Tom can you". */
  addressees: list,
  /** Stands before a name when somebody is addressed: "hey Tom". */
  summons: list,
});
export type PhraseKind = Exclude<keyof z.infer<typeof phraseFile>, 'language'>;

export type Phrases = { readonly language: string } & { readonly [Kind in PhraseKind]: PhraseSet };

/** Lists of the user by language, in place of those that come with it. */
export type PhraseOverrides = Readonly<
  Record<
    string,
    { readonly stop?: readonly string[] | undefined; readonly backchannel?: readonly string[] | undefined }
  >
>;

const FALLBACK_LANGUAGE = 'en';
export const phrasesFolder: string = join(packageRoot, 'resources', 'phrases');

/** The lists that a user may change, as they come with the language. */
export function defaultPhrases(language: string): { language: string; stop: string[]; backchannel: string[] } {
  const { language: loaded, stop, backchannel } = readPhraseFile(language);
  return { language: loaded, stop, backchannel };
}

/** @param language ISO 639-1, perhaps with a region; a language without a file, and `auto`, is taken for English. */
export function loadPhrases(language: string, overrides: PhraseOverrides = {}): Phrases {
  const { language: loaded, ...lists } = readPhraseFile(language);
  const changed = Object.fromEntries(
    Object.entries(overrides[loaded] ?? {}).filter(([, phrases]) => phrases !== undefined),
  );
  const sets = Object.entries({ ...lists, ...changed }).map(([kind, phrases]) => [kind, new PhraseSet(phrases)]);
  return { language: loaded, ...(Object.fromEntries(sets) as { readonly [Kind in PhraseKind]: PhraseSet }) };
}

function readPhraseFile(language: string): z.infer<typeof phraseFile> {
  const code = language.slice(0, 2).toLowerCase();
  const text = readText(/^[a-z]{2}$/.test(code) && language !== 'auto' ? code : FALLBACK_LANGUAGE);
  return phraseFile.parse(JSON.parse(text ?? readFileSync(fileFor(FALLBACK_LANGUAGE), 'utf8')));
}

function readText(code: string): string | undefined {
  try {
    return readFileSync(fileFor(code), 'utf8');
  } catch {
    return undefined;
  }
}

function fileFor(code: string): string {
  return join(phrasesFolder, `${code}.json`);
}
