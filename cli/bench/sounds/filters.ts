/** What shapes a sound: resonances and slopes, at 16 kHz. */

export const RATE_HZ = 16_000;

/** A two-pole resonator (Klatt, 1980): a formant, a body, a string. */
export function resonance(pcm: Float32Array, frequencyHz: number, bandwidthHz: number): Float32Array {
  const radius = Math.exp((-Math.PI * bandwidthHz) / RATE_HZ);
  const a1 = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / RATE_HZ);
  const a2 = -radius * radius;
  const gain = 1 - radius;
  let [last, before] = [0, 0];
  return pcm.map((sample) => {
    const now = gain * sample + a1 * last + a2 * before;
    before = last;
    last = now;
    return now;
  });
}

/** One pole: 6 dB less for every octave above. */
export function lowPass(pcm: Float32Array, frequencyHz: number): Float32Array {
  const share = 1 - Math.exp((-2 * Math.PI * frequencyHz) / RATE_HZ);
  let low = 0;
  return pcm.map((sample) => {
    low += share * (sample - low);
    return low;
  });
}

export function highPass(pcm: Float32Array, frequencyHz: number): Float32Array {
  const low = lowPass(pcm, frequencyHz);
  return pcm.map((sample, i) => sample - (low[i] as number));
}

export function sum(...sounds: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(Math.max(0, ...sounds.map(({ length }) => length)));
  for (const sound of sounds) for (const [i, sample] of sound.entries()) total[i] = (total[i] as number) + sample;
  return total;
}

/** Each sample times what `envelope` says of its time in seconds. */
export function shaped(pcm: Float32Array, envelope: (seconds: number) => number): Float32Array {
  return pcm.map((sample, i) => sample * envelope(i / RATE_HZ));
}
