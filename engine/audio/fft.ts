/**
 * Discrete Fourier transform of a fixed length, by Stockham's self-sorting algorithm
 * (Van Loan, "Computational Frameworks for the Fast Fourier Transform", 1992, section 1.7).
 *
 * Works on its own buffers: fill `real` and `imaginary`, call `transform`, read them again.
 */
export class Fft {
  readonly length: number;
  real: Float64Array;
  imaginary: Float64Array;
  #spareReal: Float64Array;
  #spareImaginary: Float64Array;
  readonly #radices: readonly number[];
  /** The real and imaginary part of exp(-2πi k / length). */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;

  /** @param length a product of 2, 3 and 5. */
  constructor(length: number) {
    this.length = length;
    this.#radices = factorize(length);
    this.real = new Float64Array(length);
    this.imaginary = new Float64Array(length);
    this.#spareReal = new Float64Array(length);
    this.#spareImaginary = new Float64Array(length);
    this.#cosines = Float64Array.from({ length }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sines = Float64Array.from({ length }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
  }

  /** In place: X[k] = Σ x[n] · exp(-2πi k n / length). */
  transform(): void {
    let stride = 1;
    for (const radix of this.#radices) {
      if (radix === 4) this.#stepOfFour(stride);
      else if (radix === 5) this.#stepOfFive(stride);
      else this.#step(radix, stride);
      stride *= radix;
      [this.real, this.#spareReal] = [this.#spareReal, this.real];
      [this.imaginary, this.#spareImaginary] = [this.#spareImaginary, this.imaginary];
    }
  }

  /** One step; `stride` independent transforms lie interleaved. */
  #step(radix: number, stride: number): void {
    const { length, real, imaginary } = this;
    const part = length / radix;
    for (let p = 0; p < part / stride; p++) {
      for (let q = 0; q < stride; q++) {
        for (let k = 0; k < radix; k++) {
          let sumReal = 0;
          let sumImaginary = 0;
          for (let j = 0; j < radix; j++) {
            const root = (j * k * part) % length;
            const cosine = this.#cosines[root] as number;
            const sine = this.#sines[root] as number;
            const re = real[q + stride * p + j * part] as number;
            const im = imaginary[q + stride * p + j * part] as number;
            sumReal += re * cosine - im * sine;
            sumImaginary += re * sine + im * cosine;
          }
          this.#put(q + stride * (radix * p + k), sumReal, sumImaginary, p * k * stride);
        }
      }
    }
  }

  /** The same for radix 4, where all but the last multiplications are by ±1 and ±i. */
  #stepOfFour(stride: number): void {
    const { length, real, imaginary } = this;
    const part = length / 4;
    for (let p = 0; p < part / stride; p++) {
      for (let q = 0; q < stride; q++) {
        const from = q + stride * p;
        const evenReal = (real[from] as number) + (real[from + 2 * part] as number);
        const evenImaginary = (imaginary[from] as number) + (imaginary[from + 2 * part] as number);
        const halfReal = (real[from] as number) - (real[from + 2 * part] as number);
        const halfImaginary = (imaginary[from] as number) - (imaginary[from + 2 * part] as number);
        const oddReal = (real[from + part] as number) + (real[from + 3 * part] as number);
        const oddImaginary = (imaginary[from + part] as number) + (imaginary[from + 3 * part] as number);
        const turnReal = (imaginary[from + part] as number) - (imaginary[from + 3 * part] as number);
        const turnImaginary = (real[from + 3 * part] as number) - (real[from + part] as number);
        const to = q + stride * 4 * p;
        this.#put(to, evenReal + oddReal, evenImaginary + oddImaginary, 0);
        this.#put(to + stride, halfReal + turnReal, halfImaginary + turnImaginary, p * stride);
        this.#put(to + 2 * stride, evenReal - oddReal, evenImaginary - oddImaginary, 2 * p * stride);
        this.#put(to + 3 * stride, halfReal - turnReal, halfImaginary - turnImaginary, 3 * p * stride);
      }
    }
  }

  /** The same for radix 5, where the roots come in conjugate pairs. */
  #stepOfFive(stride: number): void {
    const { length, real, imaginary } = this;
    const part = length / 5;
    const cosine1 = this.#cosines[part] as number;
    const cosine2 = this.#cosines[2 * part] as number;
    const sine1 = this.#sines[part] as number;
    const sine2 = this.#sines[2 * part] as number;
    for (let p = 0; p < part / stride; p++) {
      for (let q = 0; q < stride; q++) {
        const from = q + stride * p;
        const re = real[from] as number;
        const im = imaginary[from] as number;
        const sum14Real = (real[from + part] as number) + (real[from + 4 * part] as number);
        const sum14Imaginary = (imaginary[from + part] as number) + (imaginary[from + 4 * part] as number);
        const gap14Real = (real[from + part] as number) - (real[from + 4 * part] as number);
        const gap14Imaginary = (imaginary[from + part] as number) - (imaginary[from + 4 * part] as number);
        const sum23Real = (real[from + 2 * part] as number) + (real[from + 3 * part] as number);
        const sum23Imaginary = (imaginary[from + 2 * part] as number) + (imaginary[from + 3 * part] as number);
        const gap23Real = (real[from + 2 * part] as number) - (real[from + 3 * part] as number);
        const gap23Imaginary = (imaginary[from + 2 * part] as number) - (imaginary[from + 3 * part] as number);
        const even1Real = re + cosine1 * sum14Real + cosine2 * sum23Real;
        const even1Imaginary = im + cosine1 * sum14Imaginary + cosine2 * sum23Imaginary;
        const even2Real = re + cosine2 * sum14Real + cosine1 * sum23Real;
        const even2Imaginary = im + cosine2 * sum14Imaginary + cosine1 * sum23Imaginary;
        const odd1Real = sine1 * gap14Imaginary + sine2 * gap23Imaginary;
        const odd1Imaginary = sine1 * gap14Real + sine2 * gap23Real;
        const odd2Real = sine2 * gap14Imaginary - sine1 * gap23Imaginary;
        const odd2Imaginary = sine2 * gap14Real - sine1 * gap23Real;
        const to = q + stride * 5 * p;
        this.#put(to, re + sum14Real + sum23Real, im + sum14Imaginary + sum23Imaginary, 0);
        this.#put(to + stride, even1Real - odd1Real, even1Imaginary + odd1Imaginary, p * stride);
        this.#put(to + 2 * stride, even2Real - odd2Real, even2Imaginary + odd2Imaginary, 2 * p * stride);
        this.#put(to + 3 * stride, even2Real + odd2Real, even2Imaginary - odd2Imaginary, 3 * p * stride);
        this.#put(to + 4 * stride, even1Real + odd1Real, even1Imaginary - odd1Imaginary, 4 * p * stride);
      }
    }
  }

  #put(index: number, real: number, imaginary: number, root: number): void {
    const cosine = this.#cosines[root] as number;
    const sine = this.#sines[root] as number;
    this.#spareReal[index] = real * cosine - imaginary * sine;
    this.#spareImaginary[index] = real * sine + imaginary * cosine;
  }
}

function factorize(length: number): readonly number[] {
  const radices: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5]) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  if (rest !== 1) throw new RangeError(`${length} is not a product of 2, 3 and 5.`);
  return radices;
}
