/** What people sound like when they say nothing: breath, coughs, humming, a murmur of many from afar. */

import { lowPass, RATE_HZ, resonance, shaped, sum } from './filters.ts';
import { whiteNoise } from './noise.ts';
import { between, pick, type Random } from './random.ts';

export function breath(samples: number, random: Random): Float32Array {
  const rate = between(random, 0.22, 0.4);
  const air = sum(
    resonance(whiteNoise(samples, random), 500, 400),
    shaped(resonance(whiteNoise(samples, random), 1600, 900), () => 0.7),
  );
  return shaped(air, (t) => {
    const cycle = (t * rate) % 1;
    return cycle < 0.4
      ? Math.sin((Math.PI * cycle) / 0.4)
      : cycle < 0.5
        ? 0
        : 0.7 * Math.sin(2 * Math.PI * (cycle - 0.5));
  });
}

/** One to three bursts of breath through the throat, every few seconds. */
export function coughs(samples: number, random: Random): Float32Array {
  const source = new Float32Array(samples);
  const noise = whiteNoise(samples, random);
  for (let at = 0; at < samples; at += Math.round(between(random, 2, 4) * RATE_HZ)) {
    const bursts = pick(random, [1, 2, 2, 3]);
    for (let burst = 0; burst < bursts; burst++) {
      const start = at + Math.round(burst * between(random, 0.2, 0.3) * RATE_HZ);
      for (let i = start; i < Math.min(samples, start + 0.35 * RATE_HZ); i++) {
        const age = (i - start) / RATE_HZ;
        source[i] = (noise[i] as number) * 0.7 ** burst * Math.min(1, age / 0.012) * Math.exp(-age / 0.07);
      }
    }
  }
  return sum(...[520, 1400, 2600].map((hz) => resonance(source, hz, 0.12 * hz + 60)));
}

/** A tune through closed lips. */
export function humming(samples: number, random: Random): Float32Array {
  const tonicHz = between(random, 120, 240);
  const notes = Array.from({ length: 32 }, () => tonicHz * 2 ** (pick(random, [0, 2, 4, 5, 7]) / 12));
  let phase = 0;
  const pulses = Float32Array.from({ length: samples }, (_, i) => {
    const t = i / RATE_HZ;
    const hz = (notes[Math.floor(t / 0.6) % notes.length] as number) * (1 + 0.01 * Math.sin(33 * t));
    phase = (phase + hz / RATE_HZ) % 1;
    return phase < 0.3 ? 1 - phase / 0.3 : 0;
  });
  return lowPass(resonance(pulses, 280, 90), 900);
}

/** A dozen voices in another room: the rhythm and the vowels of speech, and not one word. */
export function murmur(samples: number, random: Random): Float32Array {
  const voices = Array.from({ length: 12 }, () => mumble(samples, random));
  return lowPass(lowPass(sum(...voices), 900), 1800);
}

const VOWELS_HZ = [
  [300, 870, 2240],
  [400, 2000, 2550],
  [530, 1840, 2480],
  [660, 1720, 2410],
  [730, 1090, 2440],
  [570, 840, 2410],
] as const;

/** Pulses of a throat through one vowel after the other, four or five a second, with pauses. */
function mumble(samples: number, random: Random): Float32Array {
  const pitchHz = between(random, 90, 220);
  const voice = new Float32Array(samples);
  let at = Math.round(random() * RATE_HZ);
  while (at < samples) {
    const length = Math.round(between(random, 0.1, 0.28) * RATE_HZ);
    const pulses = Float32Array.from({ length }, (_, i) => {
      const swell = Math.sin((Math.PI * i) / length);
      return (i * pitchHz * (1 + 0.1 * swell)) % RATE_HZ < pitchHz * 3 ? swell : 0;
    });
    const vowel = pick(random, VOWELS_HZ);
    const syllable = sum(...vowel.map((hz) => resonance(pulses, hz, 60 + 0.05 * hz)));
    for (let i = 0; i < Math.min(length, samples - at); i++) voice[at + i] = syllable[i] as number;
    at += length + Math.round((random() < 0.15 ? between(random, 0.3, 1) : between(random, 0, 0.06)) * RATE_HZ);
  }
  return voice;
}
