/** Phrases that silence the assistant. */

import { wordsOf } from '../phrases/normalize-text.ts';
import { PhraseSet } from '../phrases/phrase-set.ts';
import type { Phrases } from '../phrases/phrases.ts';

/** With more words than these a stop phrase is part of what is told. */
const SHORT_WORDS = 6;

/**
 * Whether a text wants silence and nothing else: a stop phrase, with nothing around it but politeness and the name of the
 * assistant.
 */
export function isStopPhrase(text: string, phrases: Phrases, assistantName: string = ''): boolean {
  const words = wordsOf(text);
  if (phrases.stop.is(words)) return true;
  if (!meansStop(words, phrases)) return false;
  return PhraseSet.cover(words, phrases.stop, phrases.stopCompanions, new PhraseSet([assistantName]));
}

/** Whether a short text stops the assistant and perhaps goes on to something else: "stop, what about Berlin?" */
export function stopsAndMore(text: string, phrases: Phrases): boolean {
  const words = wordsOf(text);
  const isShort = words.length <= SHORT_WORDS;
  const startsClause = text.split(/[.,;:!?…–—]+/u).some((clause) => phrases.stop.is(wordsOf(clause)));
  const atEdge = phrases.stop.lengthAt(words, 0) > 0 || phrases.stop.lengthAtEnd(words) > 0;
  return (startsClause || (isShort && atEdge)) && meansStop(words, phrases);
}

function meansStop(words: readonly string[], phrases: Phrases): boolean {
  return phrases.stop.isIn(words) && !phrases.notStop.isIn(words);
}
