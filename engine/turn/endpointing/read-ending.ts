/** What the words of a turn say about its end: whether it is one, and what is missing where it is none. */

import { isStopPhrase } from '../overlap/stop-phrase.ts';
import { wordsOf } from '../phrases/normalize-text.ts';
import { PhraseSet } from '../phrases/phrase-set.ts';
import type { Phrases } from '../phrases/phrases.ts';
import { endsInNumber, endsInSpelling, isNumberAnswer, readDigitString } from './read-number.ts';

/** From surely unfinished to surely finished. */
export type Ending =
  | 'filler'
  | 'thinking'
  | 'repair'
  | 'digits'
  | 'spelling'
  | 'trailing-off'
  | 'leads-on'
  | 'half-sentence'
  | 'opener'
  | 'comma'
  | 'whole-number'
  | 'may-lead-on'
  | 'open'
  | 'fragment'
  | 'phrase'
  | 'in-number'
  | 'may-end'
  | 'stranded'
  | 'remark'
  | 'sentence'
  | 'question'
  | 'answer'
  | 'number-answer'
  | 'short-answer'
  | 'stop-phrase';

/** Fewer words are an answer or a false start. */
const SENTENCE_WORDS = 3;
const QUESTION_WORDS = 2;
/** A longer clause has its main clause in it, with or without a comma. */
const CLAUSE_WORDS = 8;

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
  const isAnswer = PhraseSet.cover(words, phrases.shortAnswers);
  if (afterQuestion && isAnswer) return 'short-answer';
  if (/,\s*$/u.test(text)) return 'comma';
  if (afterQuestion && isNumberAnswer(text, phrases)) return 'number-answer';
  // "Okay." may be all there is to say; "okay" leads to something.
  if (isAnswer && words.length === 1 && /[.!。！]\s*$/u.test(text)) return 'remark';
  if (PhraseSet.cover(words, phrases.openers)) return 'opener';
  const asks = /\?\s*$/u.test(text);
  if (!asks && isHalfSentence(text, words, phrases)) return 'half-sentence';
  const isPunctuated = asks || /[.!。！]\s*$/u.test(text);
  const isLong = words.length >= SENTENCE_WORDS;
  const mayStrand = asks && isLong && phrases.questionWords.lengthAt(lastSentence(text), 0) > 0;
  if (isAnswer && !asks) return 'remark';
  // A lone letter is how a sound of hesitation is often written.
  if (!asks && /^\p{L}$/u.test(words.at(-1) ?? '')) return 'may-lead-on';
  if (phrases.mayLeadOn.lengthAtEnd(words) > 0) {
    if (mayStrand) return 'stranded';
    return isPunctuated && isLong ? 'may-end' : 'may-lead-on';
  }
  if (asks && words.length >= QUESTION_WORDS) return 'question';
  // "On Friday." "My brother."
  if (afterQuestion && words.length <= SENTENCE_WORDS) return 'answer';
  // "Half past six." "Two or three."
  const isWordedNumber = words.length > 1 && words.length <= SENTENCE_WORDS && !/^[\p{N}\s.,-]+$/u.test(text);
  if (isWordedNumber && isNumberAnswer(text, phrases)) return 'number-answer';
  if (endsInNumber(text, phrases)) return 'in-number';
  // "On Tuesday." "Next week.": what a word asks for that never ends a turn is there.
  const isOpened = phrases.leadsOn.lengthAt(words, 0) + phrases.mayLeadOn.lengthAt(words, 0) > 0;
  const goesOn = phrases.openers.lengthAt(words, 0) > 0;
  if (!isLong) return isOpened && !goesOn ? 'phrase' : 'fragment';
  return isPunctuated ? 'sentence' : 'open';
}

/** "I forgot my keys. What would you do?" asks with its last sentence. */
function lastSentence(text: string): readonly string[] {
  return wordsOf(text.match(/[^.!?]+[.!?]*\s*$/u)?.[0] ?? text);
}

/** "When I was a child", and nothing yet of what was then. */
function isHalfSentence(text: string, words: readonly string[], phrases: Phrases): boolean {
  // "Because I can." answers by itself.
  if (/[.!。！]\s*$/u.test(text) && phrases.reasons.lengthAt(words, 0) > 0) return false;
  const opening = phrases.subordinators.lengthAt(words, 0);
  const isClause = opening > 0 && words.length >= SENTENCE_WORDS && words.length <= CLAUSE_WORDS;
  // "When is" asks, whatever sign is put after it.
  const isMainClause = phrases.auxiliaries.is(words.slice(opening, opening + 1)) || /[,.?!;:]\s+\S/u.test(text);
  return isClause && !isMainClause;
}
