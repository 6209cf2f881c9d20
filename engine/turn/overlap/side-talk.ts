/**
 * Whether words are meant for somebody else in the room, or on the telephone. In doubt they are not: to be ignored is worse
 * than to be interrupted.
 */

import { wordsOf } from '../phrases/normalize-text.ts';
import type { Phrases } from '../phrases/phrases.ts';

/** A shorter phrase to others may stand anywhere in what is said to the assistant. */
const TELLING_WORDS = 3;
/** Fewer words before a name at the end are a list, or a correction: "no, Tom". */
const WORDS_BEFORE_CALL = 4;

/** What tells it, or undefined. The name of the assistant is the caller's affair. */
export function findSideTalk(text: string, phrases: Phrases): string | undefined {
  const words = wordsOf(text);
  if (words.some((_, from) => phrases.toOthers.lengthAt(words, from) >= TELLING_WORDS)) return 'said-to-others';
  if (phrases.toOthers.lengthAt(words, 0) > 0) return 'said-to-others';
  return callsFirst(text, words, phrases) || callsLast(text, words, phrases) ? 'calls-somebody-else' : undefined;
}

/** "Tom, can you", "hey Anna", "Schatz?" */
function callsFirst(text: string, words: readonly string[], phrases: Phrases): boolean {
  const summons = phrases.summons.lengthAt(words, 0);
  const name = nameLengthAt(words, summons, phrases);
  if (name === 0) return false;
  const rest = words.slice(summons + name);
  if (rest.length === 0) return summons > 0 || phrases.endearments.isIn(words) || /[?!]\s*$/u.test(text);
  const asks = phrases.requestWords.lengthAt(rest, 0) > 0;
  const isCalled = asks && rest.slice(1, 3).some((word) => phrases.addressees.is([word]));
  return isCalled || phrases.toOthers.lengthAt(rest, 0) > 0 || (asks && hasCommaAfter(text, summons + name));
}

/** "Can you pass me that, Tom?" */
function callsLast(text: string, words: readonly string[], phrases: Phrases): boolean {
  const comma = text.lastIndexOf(',');
  if (comma < 0) return false;
  const called = wordsOf(text.slice(comma));
  const before = words.slice(0, words.length - called.length);
  if (before.length < WORDS_BEFORE_CALL || nameLengthAt(before, before.length - 1, phrases) > 0) return false;
  if (phrases.endearments.is(called)) return true;
  return phrases.givenNames.is(called) && /\?\s*$/u.test(text) && before.some((word) => phrases.addressees.is([word]));
}

function nameLengthAt(words: readonly string[], from: number, phrases: Phrases): number {
  return Math.max(phrases.givenNames.lengthAt(words, from), phrases.endearments.lengthAt(words, from));
}

function hasCommaAfter(text: string, wordCount: number): boolean {
  const comma = text.indexOf(',');
  // "Hey, Tom, can you" has one comma more.
  const second = text.indexOf(',', comma + 1);
  return [comma, second].some((at) => at >= 0 && wordsOf(text.slice(0, at)).length === wordCount);
}
