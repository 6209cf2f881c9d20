/**
 * What an echo canceller leaves of a voice: short snatches in narrow bands, like water over stones. No word of it can be
 * understood; where one can, it is the assistant's own, and known as such by what it is saying.
 */

import { RATE_HZ, resonance, shaped, sum } from './filters.ts';
import { between, type Random } from './random.ts';

const BANDS_HZ = [250, 450, 700, 1000, 1400, 1900, 2600, 3400];
const SNATCH_SECONDS = 0.025;
/** Most of the time a band is suppressed altogether. */
const OPEN_SHARE = 0.03;

/** @param spoken at any rate; its samples are taken as they are, repeated as often as needed. */
export function echoResidue(
  spoken: { readonly pcm: Float32Array; readonly sampleRateHz: number },
  samples: number,
  random: Random,
): Float32Array {
  const start = Math.floor(random() * spoken.pcm.length);
  const step = spoken.sampleRateHz / RATE_HZ;
  const voice = Float32Array.from(
    { length: samples },
    (_, i) => spoken.pcm[Math.floor(start + i * step) % spoken.pcm.length] ?? 0,
  );
  const snatches = Math.ceil(samples / (SNATCH_SECONDS * RATE_HZ)) + 1;
  return sum(
    ...BANDS_HZ.map((hz) => {
      const gains = Array.from({ length: snatches }, () => (random() < OPEN_SHARE ? between(random, 0.2, 1) : 0));
      return shaped(resonance(voice, hz, 0.3 * hz), (t) => {
        const at = t / SNATCH_SECONDS;
        const share = at % 1;
        const [from, to] = [gains[Math.floor(at)] ?? 0, gains[Math.floor(at) + 1] ?? 0];
        return from + (to - from) * share;
      });
    }),
  );
}
