/** Brief sounds of people and things, as they fall into a conversation. */

import { RATE_HZ, resonance, shaped, sum } from './filters.ts';
import { whiteNoise } from './noise.ts';
import { between, type Random } from './random.ts';
import type { RoomSound } from './room-sounds.ts';

interface Burst {
  /** Seconds until it is loudest, and until it has decayed to a third. */
  readonly attack: number;
  readonly decay: number;
  readonly formantsHz: readonly number[];
  /** Of vocal folds, where there are any. */
  readonly pitchHz: number;
}

export const BRIEF_SOUNDS: Readonly<Record<string, RoomSound>> = {
  /** A hum that rises, with a breath in its middle. */
  'mm-hm': (samples, random) => hum(samples, random, [0, 0.24], 0.16),
  /** One hum that falls. */
  hm: (samples, random) => hum(samples, random, [0], 0.3),
  cough: bursts([0, 0.22], { attack: 0.012, decay: 0.07, formantsHz: [520, 1400, 2600], pitchHz: 0 }),
  /** With a voice in it, which a detector of voices takes for one. */
  'hard cough': bursts([0, 0.3], { attack: 0.02, decay: 0.11, formantsHz: [640, 1180, 2500], pitchHz: 170 }),
  'throat clearing': bursts([0, 0.28], { attack: 0.03, decay: 0.12, formantsHz: [400, 1100, 2300], pitchHz: 90 }),
  sneeze: bursts([0], { attack: 0.02, decay: 0.14, formantsHz: [900, 2800, 4800], pitchHz: 0 }),
  clap: bursts([0], { attack: 0.001, decay: 0.015, formantsHz: [1200, 2400], pitchHz: 0 }),
  'a cup put down': bursts([0, 0.09], { attack: 0.001, decay: 0.03, formantsHz: [2100, 3700, 5200], pitchHz: 0 }),
  'a door': bursts([0], { attack: 0.004, decay: 0.11, formantsHz: [90, 180, 420], pitchHz: 0 }),
};

/** Each weaker than the one before; no two people are alike. */
function bursts(startsSeconds: readonly number[], burst: Burst): RoomSound {
  return (samples, random) => {
    const size = between(random, 0.85, 1.15);
    const pitchHz = burst.pitchHz * size;
    const envelope = (t: number): number =>
      startsSeconds.reduce((total, start, index) => {
        const age = t - start * size;
        if (age < 0) return total;
        const rise = Math.min(1, age / burst.attack);
        return total + rise * Math.exp(-Math.max(0, age - burst.attack) / burst.decay) * 0.7 ** index;
      }, 0);
    const breath = shaped(whiteNoise(samples, random), () => (pitchHz === 0 ? 1 : 0.15));
    const voice = Float32Array.from({ length: samples }, (_, i) =>
      pitchHz === 0 ? 0 : 2 * (((i / RATE_HZ) * pitchHz) % 1) - 1,
    );
    const source = shaped(sum(breath, voice), envelope);
    return sum(...burst.formantsHz.map((hz) => resonance(source, hz * size, 0.12 * hz + 60)));
  };
}

/** Syllables behind closed lips: the pulses of vocal folds through the nose. */
function hum(samples: number, random: Random, startsSeconds: readonly number[], seconds: number): Float32Array {
  const pitchHz = between(random, 95, 135);
  const noise = whiteNoise(samples, random);
  let phase = 0;
  const source = noise.map((hiss, i) => {
    const t = i / RATE_HZ;
    const syllable = startsSeconds.findLastIndex((start) => t >= start);
    const age = (t - (startsSeconds[syllable] ?? 0)) / seconds;
    const rise = startsSeconds.length > 1 ? 0.25 * (syllable + age) : -0.2 * age;
    phase += (pitchHz * (1 + rise)) / RATE_HZ;
    const voiced = age > 1 ? 0 : Math.min(1, age / 0.15, (1 - age) / 0.25);
    const breath = age > 1 && syllable + 1 < startsSeconds.length ? 0.12 : 0.01;
    // A pulse that opens slowly and closes at once has the slope of a voice.
    return voiced * ((phase % 1) - 0.5) + breath * hiss;
  });
  return sum(
    resonance(source, 260, 79),
    shaped(resonance(source, 1050, 197), () => 0.25),
    shaped(resonance(source, 2200, 370), () => 0.1),
  );
}
