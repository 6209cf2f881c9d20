/**
 * Sample rate conversion by a windowed-sinc polyphase filter: exact for every rational ratio, zero delay in the result.
 *
 * Output sample k is the input at time k · from / to. The filter is a sinc with a Kaiser window
 * (J. O. Smith, "Digital Audio Resampling", 2002), cut so that everything from the lower Nyquist frequency up is at
 * least 80 dB down, and everything below 0.8 of it within 0.1 dB.
 */

import type { Sound } from './audio-frame.ts';

/** Zero crossings of the sinc on each side, at the lower of both rates. */
const ZERO_CROSSINGS = 32;
const KAISER_BETA = 8.6;
/** Of the lower Nyquist frequency; leaves half the transition band (0.09) below it. */
const CUTOFF = 0.91;
/** Rates with a huge common multiple use the nearest of this many phases: an error under -75 dB, and bounded memory. */
const MAX_PHASES = 4_096;

/** Resamples a stream piece by piece. One instance per stream. */
export class Resampler {
  /** The ratio in lowest terms: `up` output samples for every `down` input samples. */
  readonly #up: number;
  readonly #down: number;
  /** Taps on each side of the wanted instant. */
  readonly #half: number;
  readonly #bank: readonly Float32Array[];
  #pending: Float32Array;
  /** Where the next output lies: `#index` of #pending, and `#phase` / `#up` of a sample after it. */
  #index = 0;
  #phase = 0;

  constructor(fromHz: number, toHz: number) {
    for (const rateHz of [fromHz, toHz]) {
      if (!Number.isInteger(rateHz) || rateHz <= 0) throw new RangeError(`Not a sample rate: ${rateHz} Hz.`);
    }
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const scale = Math.min(1, toHz / fromHz);
    this.#half = Math.ceil(ZERO_CROSSINGS / scale);
    this.#bank = filterBank(Math.min(this.#up, MAX_PHASES), this.#half, CUTOFF * scale);
    this.#pending = new Float32Array(this.#half - 1);
  }

  /** All output that the input so far decides. The last few milliseconds follow with later input or `flush`. */
  process(input: Float32Array): Float32Array {
    if (this.#up === this.#down) return input.slice();
    const taps = 2 * this.#half;
    const up = this.#up;
    const buffer = new Float32Array(this.#pending.length + input.length);
    buffer.set(this.#pending);
    buffer.set(input, this.#pending.length);
    const room = Math.max(0, buffer.length - taps - this.#index + 1);
    const output = new Float32Array(Math.ceil((room * up) / this.#down) + 1);
    let count = 0;
    let index = this.#index;
    let phase = this.#phase;
    while (index + taps <= buffer.length) {
      const filter = this.#bank[Math.floor((phase * this.#bank.length) / up)] as Float32Array;
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += (filter[k] as number) * (buffer[index + k] as number);
      output[count++] = sum;
      phase += this.#down;
      const whole = Math.floor(phase / up);
      index += whole;
      phase -= whole * up;
    }
    const used = Math.min(index, buffer.length);
    this.#pending = buffer.slice(used);
    this.#index = index - used;
    this.#phase = phase;
    return output.subarray(0, count);
  }

  /** The rest of the output; the total is then exactly ceil(input samples · to / from). Ends the stream. */
  flush(): Float32Array {
    return this.#up === this.#down ? new Float32Array(0) : this.process(new Float32Array(this.#half));
  }
}

/** A whole sound at another rate: ceil(samples · to / from) samples. */
export function resample(sound: Sound, toHz: number): Sound {
  if (sound.sampleRateHz === toHz) return sound;
  const resampler = new Resampler(sound.sampleRateHz, toHz);
  const body = resampler.process(sound.pcm);
  const rest = resampler.flush();
  const pcm = new Float32Array(body.length + rest.length);
  pcm.set(body);
  pcm.set(rest, body.length);
  return { pcm, sampleRateHz: toHz };
}

function filterBank(phases: number, half: number, cutoff: number): readonly Float32Array[] {
  return Array.from({ length: phases }, (_, phase) => {
    const filter = new Float32Array(2 * half);
    let sum = 0;
    for (let k = 0; k < filter.length; k++) {
      const distance = k - half + 1 - phase / phases;
      const x = Math.PI * cutoff * distance;
      const value = (x === 0 ? 1 : Math.sin(x) / x) * kaiser(distance / half);
      filter[k] = value;
      sum += value;
    }
    // Every phase passes a constant unchanged, so that the gain does not ripple from sample to sample.
    return filter.map((value) => value / sum);
  });
}

/** Kaiser window on [-1, 1]; zero outside. Not normalised. */
function kaiser(position: number): number {
  return Math.abs(position) > 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - position * position));
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
