/**
 * Convolution with a long impulse response, block by block and without delay: uniformly partitioned overlap-save
 * (F. Wefers, "Partitioned convolution algorithms for real-time auralization", 2015, chapter 5).
 */

import { Fft } from '../audio/fft.ts';

interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export class BlockConvolver {
  readonly #block: number;
  readonly #fft: Fft;
  /** The spectra of the pieces of the response, first piece first. */
  readonly #response: readonly Spectrum[];
  /** The spectra of the last blocks, newest first. */
  readonly #inputs: Spectrum[] = [];
  #previous: Float32Array;
  /** Silent blocks in a row. */
  #silentBlocks = 0;

  constructor(response: Float32Array, blockSamples: number) {
    this.#block = blockSamples;
    this.#fft = new Fft(2 * blockSamples);
    this.#previous = new Float32Array(blockSamples);
    const pieces = Math.max(1, Math.ceil(response.length / blockSamples));
    this.#response = Array.from({ length: pieces }, (_, piece) => {
      const part = response.subarray(piece * blockSamples, (piece + 1) * blockSamples);
      return this.#spectrum(part, new Float32Array(0));
    });
  }

  process(block: Float32Array): Float32Array {
    const isSilent = block.every((sample) => sample === 0);
    this.#silentBlocks = isSilent ? this.#silentBlocks + 1 : 0;
    // By then nothing of the past is heard any more.
    if (this.#silentBlocks > this.#response.length + 1) return new Float32Array(block.length);
    this.#inputs.unshift(this.#spectrum(this.#previous, block));
    if (this.#inputs.length > this.#response.length) this.#inputs.pop();
    this.#previous = block.slice();

    const fft = this.#fft;
    fft.real.fill(0);
    fft.imaginary.fill(0);
    for (const [piece, input] of this.#inputs.entries()) addProduct(fft, input, this.#response[piece] as Spectrum);
    // The inverse transform is the conjugate of the transform of the conjugate.
    for (let k = 0; k < fft.length; k++) fft.imaginary[k] = -(fft.imaginary[k] as number);
    fft.transform();
    return Float32Array.from({ length: this.#block }, (_, n) => (fft.real[this.#block + n] as number) / fft.length);
  }

  #spectrum(first: Float32Array, second: Float32Array): Spectrum {
    const fft = this.#fft;
    fft.real.fill(0);
    fft.imaginary.fill(0);
    fft.real.set(first);
    fft.real.set(second, this.#block);
    fft.transform();
    return { real: fft.real.slice(), imaginary: fft.imaginary.slice() };
  }
}

function addProduct({ length, real, imaginary }: Fft, a: Spectrum, b: Spectrum): void {
  for (let k = 0; k < length; k++) {
    const ar = a.real[k] as number;
    const ai = a.imaginary[k] as number;
    const br = b.real[k] as number;
    const bi = b.imaginary[k] as number;
    real[k] = (real[k] as number) + ar * br - ai * bi;
    imaginary[k] = (imaginary[k] as number) + ar * bi + ai * br;
  }
}
