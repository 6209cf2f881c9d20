/** How long a voice sounds in a stretch of audio, judged by level alone: pre-roll, pauses and breath are left out. */

import { msToSamples, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';

const WINDOW_SAMPLES: number = msToSamples(20);

/** -24 dB below the loudest window: weak vowels are above, pauses in a quiet room far below. */
const VOICED_SHARE_OF_LOUDEST = 0.063;

/** Seconds in windows of 20 ms. In loud noise this is nearly the whole length. */
export function voicedSeconds(pcm: Float32Array): number {
  const levels: number[] = [];
  for (let start = 0; start + WINDOW_SAMPLES <= pcm.length; start += WINDOW_SAMPLES) {
    levels.push(rms(pcm, start, start + WINDOW_SAMPLES));
  }
  const loudest = levels.reduce((most, level) => Math.max(most, level), 0);
  const voiced = levels.filter((level) => level > 0 && level >= loudest * VOICED_SHARE_OF_LOUDEST);
  return (voiced.length * WINDOW_SAMPLES) / SAMPLE_RATE_HZ;
}

/** Root mean square of `pcm` from `start` up to `end`. */
export function rms(pcm: Float32Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += (pcm[i] ?? 0) ** 2;
  return end > start ? Math.sqrt(sum / (end - start)) : 0;
}
