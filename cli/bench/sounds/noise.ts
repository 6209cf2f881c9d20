/** Noises that go on: colours of noise, fans, water, hums. */

import { highPass, lowPass, RATE_HZ, resonance, shaped, sum } from './filters.ts';
import { between, type Random } from './random.ts';

export function whiteNoise(samples: number, random: Random): Float32Array {
  return Float32Array.from({ length: samples }, () => 2 * random() - 1);
}

/** -3 dB per octave, after Paul Kellet's economy filter. */
export function pinkNoise(samples: number, random: Random): Float32Array {
  let [low, middle, high] = [0, 0, 0];
  return whiteNoise(samples, random).map((white) => {
    low = 0.99765 * low + white * 0.099046;
    middle = 0.963 * middle + white * 0.2965164;
    high = 0.57 * high + white * 1.0526913;
    return low + middle + high + white * 0.1848;
  });
}

/** -6 dB per octave: wind and engines. */
export function brownNoise(samples: number, random: Random): Float32Array {
  return lowPass(whiteNoise(samples, random), 40);
}

/** Air, and the blades that pass. */
export function fan(samples: number, random: Random): Float32Array {
  const bladeHz = between(random, 70, 160);
  const air = lowPass(pinkNoise(samples, random), 2500);
  return air.map((sample, i) => {
    const turn = (2 * Math.PI * bladeHz * i) / RATE_HZ;
    return sample * (1 + 0.15 * Math.sin(turn / 3)) + 0.3 * Math.sin(turn) + 0.1 * Math.sin(2 * turn);
  });
}

export function mainsHum(samples: number, random: Random): Float32Array {
  const hiss = whiteNoise(samples, random);
  return hiss.map((sample, i) =>
    [1, 2, 3, 5].reduce((total, n) => total + Math.sin((2 * Math.PI * 50 * n * i) / RATE_HZ) / n, 0.05 * sample),
  );
}

/** Boils, and whistles in the end. */
export function kettle(samples: number, random: Random): Float32Array {
  const seconds = samples / RATE_HZ;
  const whistleHz = between(random, 1800, 2600);
  const boiling = shaped(
    resonance(whiteNoise(samples, random), 700, 900),
    (t) => 0.3 + (0.7 * t) / seconds + 0.2 * Math.sin(37 * t) * Math.sin(5.3 * t),
  );
  const whistle = Float32Array.from({ length: samples }, (_, i) => {
    const t = i / RATE_HZ;
    const rise = Math.max(0, t / seconds - 0.6) * 2.5;
    return 0.15 * rise * Math.sin(2 * Math.PI * (whistleHz * t + 6 * Math.sin(5 * t)));
  });
  return sum(boiling, whistle);
}

/** Drops and bubbles over a rush. */
export function runningWater(samples: number, random: Random): Float32Array {
  const drops = Float32Array.from({ length: samples }, () => (random() < 0.01 ? 2 * random() - 1 : 0));
  const bubbles = [900, 1500, 2400].map((hz) => resonance(drops, between(random, 0.8, 1.2) * hz, 120));
  return sum(
    ...bubbles.map((bubble) => shaped(bubble, () => 20)),
    shaped(highPass(whiteNoise(samples, random), 1200), () => 0.2),
  );
}

/** Comes in gusts. */
export function wind(samples: number, random: Random): Float32Array {
  const [slow, fast] = [between(random, 0.3, 0.8), between(random, 1, 2)];
  const gusts = (t: number): number => 0.4 + 0.3 * Math.sin(slow * t) + 0.3 * Math.sin(fast * t + 1);
  return shaped(resonance(brownNoise(samples, random), 350, 400), gusts);
}
