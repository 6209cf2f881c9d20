/** Everything that a room may hold and that is no speech, the same at every run. */

import { breath, coughs, humming, murmur } from './bodies.ts';
import { claps, clock, dishes, doors, keyboard, knocksOnWood, steps } from './knocks.ts';
import { band, chords, drums, melody } from './music.ts';
import { brownNoise, fan, kettle, mainsHum, pinkNoise, runningWater, whiteNoise, wind } from './noise.ts';
import type { Random } from './random.ts';

/** So many samples at 16 kHz, of any loudness. */
export type RoomSound = (samples: number, random: Random) => Float32Array;

export const ROOM_SOUNDS: Readonly<Record<string, RoomSound>> = {
  silence: (samples) => new Float32Array(samples),
  'white noise': whiteNoise,
  'pink noise': pinkNoise,
  'brown noise': brownNoise,
  fan,
  'mains hum': mainsHum,
  wind,
  kettle,
  'running water': runningWater,
  chords,
  melody,
  drums,
  band,
  keyboard,
  claps,
  doors,
  dishes,
  steps,
  clock,
  'knocks on wood': knocksOnWood,
  breath,
  coughs,
  humming,
  murmur,
};

/** As loud as asked for: RMS over the whole, in dB below full scale; peaks are clipped as a microphone would. */
export function atLevel(pcm: Float32Array, dbfs: number): Float32Array {
  const power = pcm.reduce((total, sample) => total + sample * sample, 0) / Math.max(1, pcm.length);
  const gain = power === 0 ? 0 : 10 ** (dbfs / 20) / Math.sqrt(power);
  return pcm.map((sample) => Math.max(-1, Math.min(1, sample * gain)));
}
