/**
 * How long this speaker pauses inside a turn. Some think in silence for a second, others never stop for more than a breath;
 * waiting for the first would bore the second.
 */

/** Plain data: it may be kept from one conversation to the next. */
export interface SpeakerPace {
  /** This share of the speaker's pauses inside turns, `PACE_QUANTILE`, is no longer than this. */
  readonly pauseMs: number;
  /** Pauses it was learned from, up to `REMEMBERED_PAUSES`. */
  readonly pauses: number;
}

export interface PauseObservation {
  /** From the last sound to the next one, or to the end of the turn. */
  readonly pauseMs: number;
  /** Whether the speaker went on with the same thought, or had finished. */
  readonly outcome: 'went-on' | 'ended';
}

export const PACE_QUANTILE = 0.85;
/** Of speakers of whom nothing is known. */
export const TYPICAL_PAUSE_MS = 800;
export const UNKNOWN_PACE: SpeakerPace = { pauseMs: TYPICAL_PAUSE_MS, pauses: 0 };

export const SHORTEST_PAUSE_MS = 250;
export const LONGEST_PAUSE_MS = 2000;
/** Gaps inside words, and times after which nobody has the same thought still in mind. */
const TELLING_MS = { from: 120, to: 6000 } as const;
const REMEMBERED_PAUSES = 30;
/** Steps are taken in the logarithm, and become smaller as more is known. */
const FIRST_STEP = 0.5;
const LAST_STEP = 0.08;
/** Who ends a turn without having paused needs a little less time than was thought. */
const FLUENT_STEP = 0.002;

/**
 * A quantile by stochastic approximation: with every pause inside a turn the estimate rises by `step × quantile` when the
 * pause was longer, and falls by `step × (1 - quantile)` when it was not, so that it rests where both happen as often as
 * the quantile says.
 */
export function learnPace(pace: SpeakerPace, { pauseMs, outcome }: PauseObservation): SpeakerPace {
  if (outcome === 'ended') return moved(pace, -FLUENT_STEP, pace.pauses);
  if (!(pauseMs >= TELLING_MS.from && pauseMs <= TELLING_MS.to)) return pace;
  const step = Math.max(LAST_STEP, FIRST_STEP / (1 + pace.pauses / 4));
  const direction = pauseMs > pace.pauseMs ? PACE_QUANTILE : PACE_QUANTILE - 1;
  return moved(pace, step * direction, Math.min(REMEMBERED_PAUSES, pace.pauses + 1));
}

/** How much longer than for a typical speaker to wait: 1 for a typical or unknown one, between 0.7 and 1.6. */
export function paceFactor({ pauseMs, pauses }: SpeakerPace): number {
  const known = pauses / (pauses + 4);
  const ratio = (pauseMs / TYPICAL_PAUSE_MS) ** (0.75 * known);
  return Math.min(1.6, Math.max(0.7, ratio));
}

function moved({ pauseMs }: SpeakerPace, step: number, pauses: number): SpeakerPace {
  const next = pauseMs * Math.exp(step);
  return { pauseMs: Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, next)), pauses };
}
