/** What a strategy of endpointing does on recorded pauses: how often it cuts somebody off, and how long it lets others wait. */

import type { HeardPause } from '../../engine/engine.ts';
import { summarizeTimes, type TimeSummary } from './statistics.ts';

export interface HeardUtterance {
  readonly id: string;
  readonly kind: string;
  /** Whether the assistant asked before. */
  readonly afterQuestion: boolean;
  /** End of the last audible sound. */
  readonly endMs: number;
  readonly pauses: readonly HeardPause[];
}

/** Silence after the last sound that ends the turn, once the words are known and before. */
export interface Delays {
  readonly beforeWordsMs: number;
  readonly withWordsMs: number;
}
export type Strategy = (pause: HeardPause, afterQuestion: boolean) => Delays;

export interface CurvePoint {
  readonly strategy: string;
  /** Pauses inside turns. */
  readonly pauses: number;
  /** Turns with such pauses. */
  readonly hesitantTurns: number;
  /** The share of these that were cut off at least once. */
  readonly turnsCutOff: number;
  /** The share of all pauses inside turns that were taken for an end. */
  readonly pausesCutOff: number;
  /** From the last audible sound to the end of the turn. */
  readonly delay: TimeSummary | undefined;
  readonly meanDelayMs: number;
  /** The same for short answers to a question. */
  readonly answerDelay: TimeSummary | undefined;
}

/** When a transcription of the last words is there, after the last sound; on a laptop with the recommended model. */
export const WORDS_AFTER_MS = 300;

export function measureStrategy(
  name: string,
  strategy: Strategy,
  utterances: readonly HeardUtterance[],
  wordsAfterMs: number = WORDS_AFTER_MS,
): CurvePoint {
  const delaysMs: number[] = [];
  const answersMs: number[] = [];
  let pauses = 0;
  let pausesCutOff = 0;
  let hesitantTurns = 0;
  let turnsCutOff = 0;
  for (const { afterQuestion, endMs, pauses: heard } of utterances) {
    const cutOffs = heard.filter((pause) => pause.resumedAtMs !== undefined);
    const cut = cutOffs.filter((pause) => endsAfter(pause, strategy, afterQuestion, wordsAfterMs) < gapMs(pause));
    pauses += cutOffs.length;
    pausesCutOff += cut.length;
    hesitantTurns += Number(cutOffs.length > 0);
    turnsCutOff += Number(cut.length > 0);
    const last = heard.at(-1);
    if (last === undefined || last.resumedAtMs !== undefined) continue;
    const delayMs = last.atMs + endsAfter(last, strategy, afterQuestion, wordsAfterMs) - endMs;
    delaysMs.push(delayMs);
    if (afterQuestion) answersMs.push(delayMs);
  }
  return {
    strategy: name,
    pauses,
    hesitantTurns,
    turnsCutOff: share(turnsCutOff, hesitantTurns),
    pausesCutOff: share(pausesCutOff, pauses),
    delay: summarizeTimes(delaysMs),
    meanDelayMs: Math.round(delaysMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, delaysMs.length)),
    answerDelay: summarizeTimes(answersMs),
  };
}

/** Silence after the last sound at which the turn is over. */
function endsAfter(pause: HeardPause, strategy: Strategy, afterQuestion: boolean, wordsAfterMs: number): number {
  const { beforeWordsMs, withWordsMs } = strategy(pause, afterQuestion);
  return beforeWordsMs <= wordsAfterMs ? beforeWordsMs : Math.max(wordsAfterMs, withWordsMs);
}

function gapMs({ atMs, resumedAtMs }: HeardPause): number {
  return (resumedAtMs ?? Number.POSITIVE_INFINITY) - atMs;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 1000;
}
