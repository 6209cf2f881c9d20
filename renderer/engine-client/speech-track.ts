/**
 * The clock of a reply that is being heard: told some times a second, and interpolated in between.
 *
 * Invariant: `samplesAt` never runs back while one reply plays, and never past what it has been told by more than
 * `AHEAD_LIMIT_MS`, so that lips stop when the sound does.
 */

import type { Emotion } from '../../contract/emotions.ts';
import type { VisemeShape } from '../../contract/visemes.ts';

/** Above the interval of `playback.progressed`; beyond it the sound is taken to have stopped. */
const AHEAD_LIMIT_MS = 400;
/** From the start of playback to the first sound, on the loudspeakers it was measured on; then progress is told. */
const FIRST_SOUND_MS = 50;
/** A minute of speech has some 700; older ones have been shown. */
const MAX_VISEMES = 2000;

export interface TimedViseme {
  readonly shape: VisemeShape;
  readonly startSample: number;
}

export interface TimedEmotion {
  readonly emotion: Emotion;
  readonly startSample: number;
}

export interface SpeechTrack {
  readonly replyId: number;
  readonly sampleRateHz: number;
  readonly visemes: readonly TimedViseme[];
  /** What the face shows from each of these samples on. */
  readonly emotions: readonly TimedEmotion[];
  readonly isPlaying: boolean;
  /** Heard when that was last told, and the page's own time of it. */
  readonly heardSamples: number;
  readonly toldAtMs: number;
}

export function newTrack(replyId: number): SpeechTrack {
  return { replyId, sampleRateHz: 0, visemes: [], emotions: [], isPlaying: false, heardSamples: 0, toldAtMs: 0 };
}

export function withSegment(track: SpeechTrack, sampleRateHz: number, visemes: readonly TimedViseme[]): SpeechTrack {
  const all = [...track.visemes, ...visemes].sort((a, b) => a.startSample - b.startSample);
  return { ...track, sampleRateHz, visemes: all.slice(-MAX_VISEMES) };
}

/** A stretch of sound that begins at `startSample` shows `emotion`; without one the face is as it was. */
export function withEmotion(track: SpeechTrack, emotion: Emotion | undefined, startSample: number): SpeechTrack {
  if (emotion === undefined) return track;
  return { ...track, emotions: [...track.emotions, { emotion, startSample }].slice(-MAX_VISEMES) };
}

/** What was heard so far, in samples, at the page's time `nowMs`. */
export function samplesAt(track: SpeechTrack, nowMs: number): number {
  if (!track.isPlaying) return track.heardSamples;
  const sinceMs = Math.min(AHEAD_LIMIT_MS, Math.max(0, nowMs - track.toldAtMs));
  return track.heardSamples + (sinceMs * track.sampleRateHz) / 1000;
}

/** Handed to the loudspeaker at the page's time `nowMs`, and heard a little later. */
export function started(track: SpeechTrack, nowMs: number): SpeechTrack {
  return { ...track, isPlaying: true, heardSamples: 0, toldAtMs: nowMs + FIRST_SOUND_MS };
}

/** What has been told, without a step back from what was already shown. */
export function toldHeard(track: SpeechTrack, heardSamples: number, sampleRateHz: number, nowMs: number): SpeechTrack {
  const shown = track.isPlaying ? samplesAt(track, nowMs) : 0;
  // A small lead is message delay and stays; a large one is a pause of the sound, and the clock follows it.
  const lead = shown - heardSamples;
  const kept = lead > 0 && lead < sampleRateHz * 0.05 ? shown : heardSamples;
  return { ...track, sampleRateHz, isPlaying: true, heardSamples: kept, toldAtMs: nowMs };
}

export function ended(track: SpeechTrack, heardSamples: number): SpeechTrack {
  return { ...track, isPlaying: false, heardSamples };
}

/** Index of the viseme that is due at `sample`; -1 before the first. */
export function visemeIndexAt(visemes: readonly TimedViseme[], sample: number): number {
  let low = 0;
  let high = visemes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((visemes[middle]?.startSample ?? 0) <= sample) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
