/** When to transcribe what is being said once more, before it is complete. Pure; times in samples. */

import { msToSamples } from '../audio/audio-frame.ts';

/** Half a second of it is pre-roll: with less than 0.7 s of speech Whisper makes words up. */
const FIRST_AFTER_SAMPLES: number = msToSamples(1200);
/** Text that changes more often than this is not read. */
const SPACING_SAMPLES: number = msToSamples(500);
/** What partial passes may take of the core they run on. */
const MOST_SHARE = 1 / 3;
/** A pass that begins in a short silence may turn out to be the last one: worth waiting this long for one. */
const PATIENCE_SAMPLES: number = msToSamples(160);

export interface PartialPacing {
  /** Length of what was said so far, pre-roll included. */
  readonly saidSamples: number;
  /** Time since the last pass began; absent when there was none. */
  readonly sinceLastSamples: number | undefined;
  /** How long the last pass took. */
  readonly lastTookSamples: number;
  /** Whether it is quiet at this moment. */
  readonly isQuiet: boolean;
}

export function isPartialDue({ saidSamples, sinceLastSamples, lastTookSamples, isQuiet }: PartialPacing): boolean {
  const patience = isQuiet ? 0 : PATIENCE_SAMPLES;
  if (saidSamples < FIRST_AFTER_SAMPLES + patience) return false;
  const spacing = Math.max(SPACING_SAMPLES, lastTookSamples / MOST_SHARE);
  return sinceLastSamples === undefined || sinceLastSamples >= spacing + patience;
}
