/** How fast a model is here, from what was measured. Pure. */

import type { ModelView } from '../../../contract/assistant.ts';

export type Pace = 'quick' | 'fluent' | 'slow';

/** People speak some four tokens a second; below it the voice has to wait for words. */
const SPOKEN_TOKENS_PER_SECOND = 4;

/** Undefined for kinds whose speed nobody notices, and for what was not measured. */
export function paceOf({ kind, measured }: Pick<ModelView, 'kind' | 'measured'>): Pace | undefined {
  const { tokensPerSecond, realTimeFactor } = measured?.figures ?? {};
  if (kind === 'llm' && tokensPerSecond !== undefined) {
    if (tokensPerSecond >= 3 * SPOKEN_TOKENS_PER_SECOND) return 'quick';
    return tokensPerSecond >= 1.25 * SPOKEN_TOKENS_PER_SECOND ? 'fluent' : 'slow';
  }
  if ((kind === 'stt' || kind === 'tts') && realTimeFactor !== undefined) {
    if (realTimeFactor <= 0.3) return 'quick';
    return realTimeFactor <= 0.8 ? 'fluent' : 'slow';
  }
  return undefined;
}

export interface Expectation {
  readonly tokensPerSecond: number;
  /** The measured model that it is judged by. */
  readonly by: ModelView;
}

/**
 * Writing a token reads all weights once, so that speed goes down as size goes up. Judged by the measured language model
 * that is nearest in size.
 */
export function expectedSpeed(model: ModelView, all: readonly ModelView[]): Expectation | undefined {
  if (model.kind !== 'llm' || model.measured !== undefined) return undefined;
  const distance = (other: ModelView): number => Math.abs(Math.log(other.installedBytes / model.installedBytes));
  const [by] = all
    .filter(({ kind, measured }) => kind === 'llm' && measured?.figures['tokensPerSecond'] !== undefined)
    .toSorted((a, b) => distance(a) - distance(b));
  const measured = by?.measured?.figures['tokensPerSecond'];
  if (by === undefined || measured === undefined) return undefined;
  return { tokensPerSecond: (measured * by.installedBytes) / model.installedBytes, by };
}

export type TimeLeft =
  | { readonly unit: 'seconds' }
  | { readonly unit: 'minutes'; readonly count: number }
  | { readonly unit: 'hours'; readonly count: number };

/** Undefined as long as nobody can tell. Hours in halves. */
export function timeLeft(doneBytes: number, totalBytes: number, bytesPerSecond: number): TimeLeft | undefined {
  if (bytesPerSecond <= 0 || totalBytes <= 0) return undefined;
  const seconds = Math.max(0, totalBytes - doneBytes) / bytesPerSecond;
  if (seconds < 60) return { unit: 'seconds' };
  if (seconds < 5400) return { unit: 'minutes', count: Math.round(seconds / 60) };
  return { unit: 'hours', count: Math.round(seconds / 1800) / 2 };
}
