/** Does a transcript begin with the phrase that wakes the assistant? */

import type { Settings } from '../../../contract/settings.ts';
import { normalizeText } from '../phrases/normalize-text.ts';

/** The user's own, or a greeting and the name. */
export function wakePhrasesOf({ turnTaking, persona }: Settings): readonly string[] {
  return turnTaking.wakePhrases.length > 0 ? turnTaking.wakePhrases : [`hey ${persona.name}`];
}

/** @returns what follows the phrase; undefined when the text does not begin with one. */
export function matchWakePhrase(text: string, wakePhrases: readonly string[]): { readonly rest: string } | undefined {
  const normal = normalizeText(text);
  const phrase = wakePhrases.find((candidate) => normal.startsWith(normalizeText(candidate)));
  if (phrase === undefined) return undefined;
  const words = text.trim().split(/\s+/u);
  return { rest: words.slice(phrase.trim().split(/\s+/u).length).join(' ') };
}
