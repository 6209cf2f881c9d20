/** What the words of a turn say about its end: whether it is one, and what is missing where it is none. */

import { isStopPhrase } from '../overlap/stop-phrase.ts';
import { wordsOf } from '../phrases/normalize-text.ts';
import { PhraseSet } from '../phrases/phrase-set.ts';
import type { Phrases } from '../phrases/phrases.ts';
import { endsInSpelling, isNumberAnswer, readDigitString } from './read-number.ts';

/** From surely unfinished to surely finished. */
export type Ending =
  | 'filler'
  | 'thinking'
  | 'repair'
  | 'digits'
  | 'spelling'
  | 'trailing-off'
  | 'leads-on'
  | 'opener'
  | 'comma'
  | 'whole-number'
  | 'may-lead-on'
  | 'open'
  | 'fragment'
  | 'sentence'
  | 'question'
  | 'number-answer'
  | 'short-answer'
  | 'stop-phrase';

/** Fewer words are an answer or a false start. */
const SENTENCE_WORDS = 3;
const QUESTION_WORDS = 2;

/** @param text the turn so far with the punctuation of the recogniser; undefined without words. */
export function readEnding(text: string, afterQuestion: boolean, phrases: Phrases): Ending | undefined {
  const words = wordsOf(text);
  if (words.length === 0) return undefined;
  return readUnfinished(text, words, phrases) ?? readFinished(text, words, afterQuestion, phrases);
}

function readUnfinished(text: string, words: readonly string[], phrases: Phrases): Ending | undefined {
  if (phrases.thinking.lengthAtEnd(words) > 0) return 'thinking';
  if (phrases.fillers.lengthAtEnd(words) > 0) return 'filler';
  if (phrases.repairs.lengthAtEnd(words) > 0) return 'repair';
  if (/(?:\.\.\.|…|[-–—])\s*$/u.test(text)) return 'trailing-off';
  if (endsInSpelling(text, phrases)) return 'spelling';
  const digits = readDigitString(text, phrases);
  if (digits !== undefined) return digits === 'partial' ? 'digits' : 'whole-number';
  if (phrases.leadsOn.lengthAtEnd(words) > 0) return 'leads-on';
  return undefined;
}

function readFinished(text: string, words: readonly string[], afterQuestion: boolean, phrases: Phrases): Ending {
  if (isStopPhrase(text, phrases)) return 'stop-phrase';
  if (afterQuestion && PhraseSet.cover(words, phrases.shortAnswers)) return 'short-answer';
  if (/,\s*$/u.test(text)) return 'comma';
  if (afterQuestion && isNumberAnswer(text, phrases)) return 'number-answer';
  if (PhraseSet.cover(words, phrases.openers)) return 'opener';
  const asks = /\?\s*$/u.test(text);
  const opensQuestion = phrases.questionOpeners.lengthAt(words, 0) > 0;
  const mayEnd = asks && opensQuestion && words.length >= SENTENCE_WORDS;
  if (phrases.mayLeadOn.lengthAtEnd(words) > 0 && !mayEnd) return 'may-lead-on';
  if (asks && words.length >= QUESTION_WORDS) return 'question';
  if (words.length < SENTENCE_WORDS) return 'fragment';
  return /[.!。！]\s*$/u.test(text) ? 'sentence' : 'open';
}
