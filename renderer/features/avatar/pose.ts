/** What a face does with everything but its lips: where it looks, how it feels, whether its eyes are open. Pure. */

import type { Emotion } from '../../../contract/emotions.ts';
import type { FloorState } from '../../../contract/floor.ts';
import type { SpeechTrack } from '../../engine-client/speech-track.ts';

/** Gaze and brows in units of the drawing; `lids` 1 is open, 0 shut; `smile` −1 to 1; `tilt` in degrees. */
export interface Pose {
  readonly gazeX: number;
  readonly gazeY: number;
  readonly lids: number;
  readonly brows: number;
  /** The inner ends of the brows against the outer ones: up is worry, down is effort. */
  readonly worry: number;
  readonly smile: number;
  readonly cheeks: number;
  readonly tilt: number;
}

const CALM: Pose = { gazeX: 0, gazeY: 0, lids: 0.92, brows: 0, worry: 0, smile: 0.35, cheeks: 0.25, tilt: 0 };

const FLOORS: Readonly<Record<FloorState, Partial<Pose>>> = {
  asleep: { lids: 0, brows: 3, smile: 0.3, tilt: -2 },
  listening: {},
  'user-speaking': { gazeY: 1.5, lids: 1, brows: -4, tilt: 3.5, smile: 0.3 },
  'user-paused': { gazeY: 1, lids: 1, brows: -5, tilt: 3.5, smile: 0.3 },
  thinking: { gazeX: 7, gazeY: -7, lids: 0.9, brows: -3, worry: -2, smile: 0.1, tilt: -3 },
  speaking: { lids: 0.95, brows: -1 },
  overlapped: { gazeY: 1, lids: 1, brows: -6, worry: 2, smile: 0.15, tilt: 2 },
};

const EMOTIONS: Readonly<Record<Emotion, Partial<Pose>>> = {
  neutral: {},
  happy: { lids: 0.78, brows: -4, smile: 1, cheeks: 0.8 },
  sad: { lids: 0.7, brows: 1, worry: 6, smile: -0.6, cheeks: 0.1, gazeY: 3, tilt: -3 },
  surprised: { lids: 1.18, brows: -10, smile: 0.1, cheeks: 0.3 },
  calm: { lids: 0.75, brows: 1, worry: 1.5, smile: 0.55, cheeks: 0.4 },
};

export function poseOf(floor: FloorState, emotion: Emotion): Pose {
  return { ...CALM, ...FLOORS[floor], ...(floor === 'speaking' ? EMOTIONS[emotion] : {}) };
}

/** The emotion of the sound that is being heard at `sample`. */
export function emotionAt(track: SpeechTrack | undefined, sample: number): Emotion {
  return track?.emotions.findLast(({ startSample }) => startSample <= sample)?.emotion ?? 'neutral';
}

const EASE_MS = 110;

/** A step of `elapsedMs` from one pose towards another: fast at first, never past it. */
export function eased(from: Pose, to: Pose, elapsedMs: number): Pose {
  const share = 1 - Math.exp(-elapsedMs / EASE_MS);
  const next: { -readonly [K in keyof Pose]: number } = { ...from };
  for (const key of Object.keys(to) as (keyof Pose)[]) {
    const gap = to[key] - from[key];
    next[key] = Math.abs(gap) < 0.01 ? to[key] : from[key] + gap * share;
  }
  return next;
}

export function isSame(one: Pose, other: Pose): boolean {
  return (Object.keys(one) as (keyof Pose)[]).every((key) => one[key] === other[key]);
}

const BLINK_MS = 170;

/** How far lids are open `sinceMs` after a blink began: they fall faster than they rise. */
export function blinkAt(sinceMs: number): number {
  if (sinceMs < 0 || sinceMs >= BLINK_MS) return 1;
  return sinceMs < 60 ? 1 - sinceMs / 60 : (sinceMs - 60) / (BLINK_MS - 60);
}
