/** The mouth as a few numbers, one set for each viseme, and the line that they draw. */

import type { VisemeShape } from '../../../contract/visemes.ts';
import { type SpeechTrack, samplesAt, visemeIndexAt } from '../../engine-client/speech-track.ts';

/** `open` and `width` in units of the drawing; `teeth` 0 to 1. */
export interface Mouth {
  readonly open: number;
  readonly width: number;
  readonly teeth: number;
}

const MOUTHS: Readonly<Record<VisemeShape, Mouth>> = {
  sil: { open: 0, width: 34, teeth: 0 },
  PP: { open: 0, width: 30, teeth: 0 },
  FF: { open: 5, width: 32, teeth: 1 },
  TH: { open: 9, width: 32, teeth: 0.8 },
  DD: { open: 9, width: 34, teeth: 0.6 },
  kk: { open: 11, width: 32, teeth: 0.2 },
  CH: { open: 9, width: 22, teeth: 0.8 },
  SS: { open: 6, width: 37, teeth: 1 },
  nn: { open: 8, width: 33, teeth: 0.4 },
  RR: { open: 9, width: 25, teeth: 0.3 },
  aa: { open: 28, width: 35, teeth: 0.3 },
  E: { open: 18, width: 39, teeth: 0.5 },
  I: { open: 12, width: 42, teeth: 0.7 },
  O: { open: 24, width: 24, teeth: 0 },
  U: { open: 13, width: 17, teeth: 0 },
};

/** Lips move a little before the sound that they make. */
const LEAD_MS = 40;
const BLEND_MS = 60;
/** Lips that meet must be seen to meet: a closure is short. */
const CLOSE_MS = 25;

/** A function of time alone, so that a frame that was missed changes nothing. */
export function mouthAt(track: SpeechTrack | undefined, nowMs: number): Mouth {
  if (track === undefined || !track.isPlaying || track.sampleRateHz === 0) return MOUTHS.sil;
  const sample = samplesAt(track, nowMs) + (LEAD_MS * track.sampleRateHz) / 1000;
  const index = visemeIndexAt(track.visemes, sample);
  const current = track.visemes[index];
  if (current === undefined) return MOUTHS.sil;
  const before = MOUTHS[track.visemes[index - 1]?.shape ?? 'sil'];
  const blendMs = current.shape === 'PP' ? CLOSE_MS : BLEND_MS;
  const share = Math.min(1, ((sample - current.startSample) * 1000) / track.sampleRateHz / blendMs);
  return mix(before, MOUTHS[current.shape], share);
}

function mix(from: Mouth, to: Mouth, share: number): Mouth {
  const between = (a: number, b: number): number => a + (b - a) * share;
  return {
    open: between(from.open, to.open),
    width: between(from.width, to.width),
    teeth: between(from.teeth, to.teeth),
  };
}

/** A closed curve about the origin; at rest it is a faint smile. */
export function mouthPath({ open, width }: Mouth): string {
  const smile = Math.max(0, 12 - open);
  const [x, top, bottom] = [width.toFixed(1), (smile - open * 0.5).toFixed(1), (smile + open * 1.1).toFixed(1)];
  return `M-${x} 0 C-${x} ${top} ${x} ${top} ${x} 0 C${x} ${bottom} -${x} ${bottom} -${x} 0Z`;
}
