/**
 * Has the speaker finished, judged from the words? Sound and words err in different places: a question asked in a
 * falling voice sounds cut short, and a sentence that ends in "because" may sound complete.
 */

/** Words after which a sentence goes on. */
const LEADS_ON = new Set(
  (
    'and or but so because if when while that which who whose than then to of in on at by for from with without about ' +
    'the a an my your his her its our their this these those is are was were be been am do does did have has had will ' +
    'would could should can may might must not very really just like as into over under between uh um er erm hmm well'
  ).split(' '),
);

/** A turn that its words complete sounds at least this complete, whatever the voice says. */
const QUESTION_PROBABILITY = 0.9;
const STATEMENT_PROBABILITY = 0.4;
/** A turn whose last word leads on is at most this complete. */
const LEADING_ON_PROBABILITY = 0.1;
/** Fewer words are an answer or a false start: the voice decides. */
const MIN_WORDS = 3;

/**
 * The end-of-turn probability from voice and words together.
 * @param acoustic what the voice says, or 0.5 without a model of it.
 * @param text the transcript of the turn so far, with the punctuation of the recogniser.
 */
export function combineWithWords(acoustic: number, text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  const last = words.at(-1) ?? '';
  const ending = text.trim().at(-1) ?? '';
  if (ending !== '?' && LEADS_ON.has(last)) return Math.min(acoustic, LEADING_ON_PROBABILITY);
  if (/(?:\.\.\.|…|-|,)$/u.test(text.trim())) return Math.min(acoustic, LEADING_ON_PROBABILITY);
  if (words.length < MIN_WORDS) return acoustic;
  if (ending === '?') return Math.max(acoustic, QUESTION_PROBABILITY);
  return /[.!。！]$/u.test(ending) ? Math.max(acoustic, STATEMENT_PROBABILITY) : acoustic;
}
