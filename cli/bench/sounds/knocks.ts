/** Short sounds at uneven times: keys, claps, doors, dishes, clocks, steps. */

import { RATE_HZ, resonance, shaped, sum } from './filters.ts';
import { whiteNoise } from './noise.ts';
import { between, type Random } from './random.ts';

interface Knock {
  readonly secondsBetween: readonly [low: number, high: number];
  /** Until a third is left. */
  readonly decaySeconds: number;
  /** Where the thing that is struck resounds. */
  readonly bodyHz: readonly number[];
  readonly bandwidthHz: number;
}

export const keyboard = knocking({
  secondsBetween: [0.07, 0.3],
  decaySeconds: 0.006,
  bodyHz: [1800, 3600, 5400],
  bandwidthHz: 900,
});
export const claps = knocking({
  secondsBetween: [0.35, 0.9],
  decaySeconds: 0.02,
  bodyHz: [1100, 2300],
  bandwidthHz: 900,
});
export const doors = knocking({
  secondsBetween: [1.5, 4],
  decaySeconds: 0.12,
  bodyHz: [90, 210, 480],
  bandwidthHz: 70,
});
export const dishes = knocking({
  secondsBetween: [0.2, 1.4],
  decaySeconds: 0.05,
  bodyHz: [2300, 3900, 5600],
  bandwidthHz: 40,
});
export const steps = knocking({
  secondsBetween: [0.45, 0.6],
  decaySeconds: 0.05,
  bodyHz: [120, 300],
  bandwidthHz: 150,
});
export const clock = knocking({
  secondsBetween: [0.5, 0.5],
  decaySeconds: 0.004,
  bodyHz: [3000, 5000],
  bandwidthHz: 200,
});
export const knocksOnWood = knocking({
  secondsBetween: [0.15, 0.8],
  decaySeconds: 0.03,
  bodyHz: [240, 520, 1100],
  bandwidthHz: 120,
});

function knocking({ secondsBetween, decaySeconds, bodyHz, bandwidthHz }: Knock) {
  return (samples: number, random: Random): Float32Array => {
    const strikes = new Float32Array(samples);
    const noise = whiteNoise(samples, random);
    const [low, high] = secondsBetween;
    for (let at = 0; at < samples; at += Math.round(between(random, low, high) * RATE_HZ)) {
      const strength = between(random, 0.4, 1);
      for (let i = at; i < Math.min(samples, at + 6 * decaySeconds * RATE_HZ); i++) {
        strikes[i] = strength * (noise[i] as number) * Math.exp((at - i) / (decaySeconds * RATE_HZ));
      }
    }
    return sum(
      ...bodyHz.map((hz) => resonance(strikes, hz, bandwidthHz)),
      shaped(strikes, () => 0.1),
    );
  };
}
