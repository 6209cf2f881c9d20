/** The mouth as a few numbers, one set for each viseme, and how they run into each other. Pure. */

import type { VisemeShape } from '../../../contract/visemes.ts';
import { type SpeechTrack, samplesAt, visemeIndexAt } from '../../engine-client/speech-track.ts';

/** `open` and `width` in units of the drawing; `teeth`, `round` and `tongue` 0 to 1. */
export interface Mouth {
  readonly open: number;
  readonly width: number;
  readonly teeth: number;
  readonly round: number;
  readonly tongue: number;
}

const shape = (open: number, width: number, teeth: number, round = 0, tongue = 0): Mouth => ({
  open,
  width,
  teeth,
  round,
  tongue,
});

export const REST = shape(0, 27, 0);

const MOUTHS: Readonly<Record<VisemeShape, Mouth>> = {
  sil: REST,
  PP: shape(0, 24, 0, 0.15),
  FF: shape(4, 26, 1),
  TH: shape(8, 26, 0.8, 0, 1),
  DD: shape(8, 27, 0.7, 0, 0.6),
  kk: shape(11, 26, 0.3),
  CH: shape(9, 19, 0.9, 0.6),
  SS: shape(6, 29, 1),
  nn: shape(7, 26, 0.5, 0, 0.5),
  RR: shape(9, 21, 0.3, 0.5, 0.3),
  aa: shape(27, 29, 0.35, 0, 0.4),
  E: shape(17, 32, 0.55, 0, 0.4),
  I: shape(11, 34, 0.75, 0, 0.2),
  O: shape(23, 20, 0, 0.8),
  U: shape(12, 14, 0, 1),
};

/** How far a jaw and how far lips look ahead, and how long they linger. Rounding begins long before its vowel. */
const JAW_MS = 60;
/** Between a frame that is drawn and the eye, and between the loudspeaker and what is told of it; measured by the bench. */
const LEAD_MS = 30;
const LIPS_MS = 90;
/** A closure must be seen: lips are shut for as long as the sound is, and part and meet within this. */
const PART_MS = 35;

/** A function of time alone, so that a frame that was missed changes nothing. */
export function mouthAt(track: SpeechTrack | undefined, nowMs: number): Mouth {
  if (track === undefined || !track.isPlaying || track.sampleRateHz === 0) return REST;
  return mouthOf(track, samplesAt(track, nowMs) + (LEAD_MS * track.sampleRateHz) / 1000);
}

export function mouthOf({ visemes, sampleRateHz }: SpeechTrack, sample: number): Mouth {
  const msOf = (samples: number): number => ((samples - sample) * 1000) / sampleRateHz;
  const sums = { open: 0, width: 0, teeth: 0, round: 0, tongue: 0 };
  let jaw = 0;
  let lips = 0;
  let openAtMost = Number.POSITIVE_INFINITY;
  const first = Math.max(0, visemeIndexAt(visemes, sample - (LIPS_MS * sampleRateHz) / 1000));
  for (let index = first; index < visemes.length; index++) {
    const viseme = visemes[index];
    if (viseme === undefined) break;
    const fromMs = msOf(viseme.startSample);
    if (fromMs > LIPS_MS) break;
    const toMs = msOf(visemes[index + 1]?.startSample ?? Number.POSITIVE_INFINITY);
    const mouth = MOUTHS[viseme.shape];
    const jawShare = bell(toMs / JAW_MS) - bell(fromMs / JAW_MS);
    const lipShare = bell(toMs / LIPS_MS) - bell(fromMs / LIPS_MS);
    jaw += jawShare;
    lips += lipShare;
    for (const key of ['open', 'teeth', 'tongue'] as const) sums[key] += mouth[key] * jawShare;
    for (const key of ['width', 'round'] as const) sums[key] += mouth[key] * lipShare;
    if (viseme.shape === 'PP' || viseme.shape === 'FF') {
      const awayMs = Math.max(0, fromMs, -toMs);
      openAtMost = Math.min(openAtMost, mouth.open + 27 * smooth(awayMs / PART_MS) + (awayMs >= PART_MS ? 99 : 0));
    }
  }
  const [overJaw, overLips] = [jaw === 0 ? 0 : 1 / jaw, lips === 0 ? 0 : 1 / lips];
  return {
    open: Math.min(openAtMost, sums.open * overJaw),
    teeth: sums.teeth * overJaw,
    tongue: sums.tongue * overJaw,
    width: lips === 0 ? REST.width : sums.width * overLips,
    round: sums.round * overLips,
  };
}

/** The integral of a raised cosine from −1 to `x`: 0 to 1. */
function bell(x: number): number {
  if (x <= -1) return 0;
  if (x >= 1) return 1;
  return (x + 1) / 2 + Math.sin(Math.PI * x) / (2 * Math.PI);
}

function smooth(x: number): number {
  const at = Math.min(1, Math.max(0, x));
  return at * at * (3 - 2 * at);
}
