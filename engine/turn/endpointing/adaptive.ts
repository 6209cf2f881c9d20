/**
 * How long a silence must last before it ends the turn.
 *
 * A fixed delay is either slow for everybody or cuts off people who think while they speak. The delay here falls with
 * the end-of-turn probability, between two bounds. The unscored delay holds until the model has answered, which takes
 * some tens of milliseconds, and stays in force when there is no model.
 */

import { msToSamples } from '../../audio/audio-frame.ts';

export interface AdaptiveEndpointing {
  /** Silence after a turn that sounds complete. Longer than the gaps inside a phrase, which last up to 350 ms. */
  readonly surelyCompleteMs: number;
  /** Silence after a turn that sounds cut short: time to think of a word. */
  readonly surelyIncompleteMs: number;
  /** Silence without a score. */
  readonly unscoredMs: number;
}

export const DEFAULT_ENDPOINTING: AdaptiveEndpointing = {
  surelyCompleteMs: 400,
  surelyIncompleteMs: 2000,
  unscoredMs: 800,
};

/** Above this the turn counts as complete: the threshold the Smart Turn authors train for. */
const COMPLETE_PROBABILITY = 0.5;

export function endpointDelaySamples(
  probability: number | undefined,
  delays: AdaptiveEndpointing = DEFAULT_ENDPOINTING,
): number {
  if (probability === undefined) return msToSamples(delays.unscoredMs);
  if (probability >= COMPLETE_PROBABILITY) return msToSamples(delays.surelyCompleteMs);
  const incompleteness = 1 - probability / COMPLETE_PROBABILITY;
  const spanMs = delays.surelyIncompleteMs - delays.surelyCompleteMs;
  return msToSamples(delays.surelyCompleteMs + incompleteness * spanMs);
}
