/** Clean-up of what Whisper writes, and signs that it went wrong. */

import { voicedSeconds } from './voiced-time.ts';

/** What Whisper writes for sounds that are not words: [BLANK_AUDIO], (music), *coughs*, ♪ la la ♪. */
const SQUARE_TAG = /\[[^\]]*\]?/g;
const SONG = /♪[^♪]*(♪|$)/g;
const STARRED_TAG = /\*[^*\s][^*]*\*/g;
/** Round brackets may stand in real text; they are a tag where nothing stands outside of them. */
const ROUND_TAG = /\([^)]*\)?/g;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** The words alone, trimmed; empty when there are none. */
export function spokenText(raw: string): string {
  const text = raw.replace(SQUARE_TAG, ' ').replace(SONG, ' ').replace(STARRED_TAG, ' ').replace(/\s+/g, ' ').trim();
  return LETTER_OR_DIGIT.test(text.replace(ROUND_TAG, '')) ? text : '';
}

/** Longest phrase, in words, that is looked for. */
const LONGEST_LOOP_WORDS = 12;

/**
 * Whether a phrase follows itself again and again: three times for two words or more, five times for a single word,
 * because "no, no, no" is something people say.
 */
export function repeatsItself(text: string): boolean {
  const words = wordsOf(text);
  for (let length = 1; length <= LONGEST_LOOP_WORDS; length++) {
    const times = length === 1 ? 5 : 3;
    let matched = 0;
    for (let i = length; i < words.length; i++) {
      matched = words[i] === words[i - length] ? matched + 1 : 0;
      if (matched >= length * (times - 1)) return true;
    }
  }
  return false;
}

/** Whether the whole text is one phrase of two words or more, twice. People say such things, too: it is a mere suspicion. */
export function isSaidTwice(text: string): boolean {
  const words = wordsOf(text);
  const half = words.length / 2;
  if (half < 2 || !Number.isInteger(half)) return false;
  return words.slice(half).every((word, i) => word === words[i]);
}

/** Three words, because "very very" and "it is, it is" are things people say. */
const SHORTEST_REPEATED_WORDS = 3;

/**
 * Fluent speech without its pauses has two to seven words a second, and four and a half on average; a sentence that was
 * said once and is written twice has twice as many.
 */
const FLUENT_WORDS_PER_VOICED_SECOND = 4.5;

/**
 * Whether a phrase stands twice in a row, and in less time than saying it twice takes. "Stop, stop, stop, stop" is one
 * word, not a phrase.
 */
export function isWrittenTwice(text: string, pcm: Float32Array): boolean {
  if (!isSaidTwice(text) && !repeatsPhrase(text)) return false;
  const words = wordsOf(text);
  if (new Set(words).size === 1) return false;
  return words.length > FLUENT_WORDS_PER_VOICED_SECOND * voicedSeconds(pcm);
}

function repeatsPhrase(text: string): boolean {
  const words = wordsOf(text);
  for (let length = SHORTEST_REPEATED_WORDS; 2 * length <= words.length; length++) {
    let matched = 0;
    for (let i = length; i < words.length; i++) {
      matched = words[i] === words[i - length] ? matched + 1 : 0;
      if (matched >= length) return true;
    }
  }
  return false;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}
