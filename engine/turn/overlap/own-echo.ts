/** Whether words are those that the assistant is saying itself, come back through the microphone. */

import { wordsOf } from '../phrases/normalize-text.ts';

/** More words than these are compared by their end: an echo goes on as long as the reply does. */
const COMPARED_WORDS = 16;
/** Words that an echo may lose or gain on its way. */
const SLACK_WORDS = 3;
/** A misheard word still begins alike. */
const ALIKE_LETTERS = 4;

/** The share of the heard words, 0 to 1, that occur in this order close together in the reply. */
export function echoShare(heardText: string, replyText: string): number {
  const heard = wordsOf(heardText).slice(-COMPARED_WORDS);
  if (heard.length === 0) return 0;
  const reply = wordsOf(replyText);
  const span = heard.length + SLACK_WORDS;
  let best = 0;
  for (let from = 0; from < reply.length && best < heard.length; from += 1) {
    // A stretch that starts with none of the words matches no better one word later.
    if (!heard.some((word) => isAlike(word, reply[from] ?? ''))) continue;
    best = Math.max(best, commonWords(heard, reply.slice(from, from + span)));
  }
  return best / heard.length;
}

/** Length of the longest common subsequence. */
function commonWords(a: readonly string[], b: readonly string[]): number {
  let previous = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const row = [0];
    for (const [j, other] of b.entries()) {
      row.push(isAlike(word, other) ? (previous[j] ?? 0) + 1 : Math.max(previous[j + 1] ?? 0, row[j] ?? 0));
    }
    previous = row;
  }
  return previous.at(-1) ?? 0;
}

function isAlike(a: string, b: string): boolean {
  return (
    a === b || (Math.min(a.length, b.length) > ALIKE_LETTERS && a.slice(0, ALIKE_LETTERS) === b.slice(0, ALIKE_LETTERS))
  );
}
