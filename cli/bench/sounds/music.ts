/** Music without a voice: chords, a melody, drums, and all together. */

import { highPass, RATE_HZ, shaped, sum } from './filters.ts';
import { whiteNoise } from './noise.ts';
import { between, pick, type Random } from './random.ts';

/** Semitones above the tonic. */
const MAJOR = [0, 2, 4, 5, 7, 9, 11, 12];
const PROGRESSIONS = [
  [0, 5, 7, 0],
  [0, 9, 5, 7],
  [9, 5, 0, 7],
];

/** Sustained chords of three notes with overtones, two seconds each. */
export function chords(samples: number, random: Random): Float32Array {
  const tonicHz = between(random, 110, 220);
  const roots = pick(random, PROGRESSIONS);
  return Float32Array.from({ length: samples }, (_, i) => {
    const t = i / RATE_HZ;
    const root = roots[Math.floor(t / 2) % roots.length] as number;
    const swell = Math.min(1, (t % 2) * 4) * Math.min(1, (2 - (t % 2)) * 4);
    return swell * [0, 4, 7].reduce((total, third) => total + organ(tonicHz * 2 ** ((root + third) / 12), t), 0);
  });
}

/** A plucked melody that wanders. */
export function melody(samples: number, random: Random): Float32Array {
  const tonicHz = between(random, 200, 400);
  const noteSeconds = between(random, 0.18, 0.4);
  const notes = Array.from({ length: 64 }, () => tonicHz * 2 ** (pick(random, MAJOR) / 12));
  return Float32Array.from({ length: samples }, (_, i) => {
    const t = i / RATE_HZ;
    const hz = notes[Math.floor(t / noteSeconds) % notes.length] as number;
    return organ(hz, t) * Math.exp(-4 * (t % noteSeconds));
  });
}

/** Kick, snare and hi-hat. */
export function drums(samples: number, random: Random): Float32Array {
  const beatSeconds = 60 / between(random, 80, 140);
  const noise = whiteNoise(samples, random);
  const kick = Float32Array.from({ length: samples }, (_, i) => {
    const age = (i / RATE_HZ) % beatSeconds;
    return Math.sin(2 * Math.PI * (50 * age + 6 * (1 - Math.exp(-30 * age)))) * Math.exp(-9 * age);
  });
  const snare = shaped(noise, (t) => 0.6 * Math.exp(-18 * ((t + beatSeconds) % (2 * beatSeconds))));
  const hat = shaped(highPass(noise, 5000), (t) => 0.4 * Math.exp(-60 * (t % (beatSeconds / 2))));
  return sum(kick, snare, hat);
}

export function band(samples: number, random: Random): Float32Array {
  return sum(
    chords(samples, random),
    shaped(melody(samples, random), () => 2),
    drums(samples, random),
  );
}

function organ(hz: number, t: number): number {
  const phase = 2 * Math.PI * hz * t;
  return Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase) + 0.12 * Math.sin(4 * phase);
}
