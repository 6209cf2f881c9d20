/** How much of a known sound is in a recording, wherever in it that is. */

import { Fft } from '../../engine/audio/fft.ts';

export interface Match {
  /** 1 is the same sound at any level, 0 has nothing to do with it. */
  readonly correlation: number;
  /** Where in the recording the sound begins, in samples. */
  readonly at: number;
}

/** The place of a recording where it is most like `sound`: normalised cross-correlation. Both at one rate. */
export function bestCorrelation(recording: Float32Array, sound: Float32Array): Match {
  const length = 2 ** Math.ceil(Math.log2(recording.length + sound.length));
  const products = crossCorrelation(recording, sound, length);
  const energy = new Float64Array(recording.length + 1);
  for (let i = 0; i < recording.length; i++) energy[i + 1] = (energy[i] ?? 0) + (recording[i] ?? 0) ** 2;
  const soundEnergy = sound.reduce((sum, sample) => sum + sample * sample, 0);
  let best: Match = { correlation: 0, at: 0 };
  for (let at = 0; at < recording.length; at++) {
    const heard = (energy[Math.min(recording.length, at + sound.length)] ?? 0) - (energy[at] ?? 0);
    const correlation = heard > 0 ? (products[at] ?? 0) / Math.sqrt(heard * soundEnergy) : 0;
    if (correlation > best.correlation) best = { correlation, at };
  }
  return best;
}

/** For each shift of `sound`, the sum of products with the recording. */
function crossCorrelation(recording: Float32Array, sound: Float32Array, length: number): Float64Array {
  const a = spectrum(recording, length);
  const b = spectrum(sound, length);
  const fft = new Fft(length);
  for (let k = 0; k < length; k++) {
    const [ar = 0, ai = 0, br = 0, bi = 0] = [a.real[k], a.imaginary[k], b.real[k], b.imaginary[k]];
    // The conjugate of a · b*: transformed forwards, it gives the inverse transform.
    fft.real[k] = (ar * br + ai * bi) / length;
    fft.imaginary[k] = -(ai * br - ar * bi) / length;
  }
  fft.transform();
  return fft.real;
}

function spectrum(samples: Float32Array, length: number): { real: Float64Array; imaginary: Float64Array } {
  const fft = new Fft(length);
  fft.real.set(samples);
  fft.transform();
  return { real: fft.real, imaginary: fft.imaginary };
}
