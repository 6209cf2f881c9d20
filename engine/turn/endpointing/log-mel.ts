/**
 * What a Whisper encoder sees of the last 8 seconds: 80 mel bands by 800 steps of 10 ms.
 *
 * Follows WhisperFeatureExtractor of Hugging Face Transformers with `do_normalize` and a chunk of 8 s, as Smart Turn v3
 * was trained with: the wave is brought to zero mean and unit variance, cut into Hann windows of 25 ms centred on every
 * step with reflected edges, and the power in Slaney's mel bands becomes a logarithm that spans at most 8 decades.
 */

import { SAMPLE_RATE_HZ } from '../../audio/audio-frame.ts';
import { Fft } from '../../audio/fft.ts';

export const MEL_BANDS = 80;
export const MEL_STEPS = 800;
const STEP_SAMPLES = 160;
export const MEL_WINDOW_SAMPLES: number = MEL_STEPS * STEP_SAMPLES;
const FFT_SAMPLES = 400;
const EDGE = FFT_SAMPLES / 2;
const BINS = FFT_SAMPLES / 2 + 1;
const VARIANCE_FLOOR = 1e-7;
const POWER_FLOOR = 1e-10;
const DECADES = 8;

/** Periodic, so that windows overlap evenly. */
const HANN: Float64Array = Float64Array.from(
  { length: FFT_SAMPLES },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FFT_SAMPLES),
);

interface MelBand {
  readonly firstBin: number;
  readonly weights: Float64Array;
}
const BANDS: readonly MelBand[] = melBands();

/** Keeps its working memory; not to be used by two callers at once, which a synchronous call cannot be. */
export class LogMel {
  readonly #fft = new Fft(FFT_SAMPLES);
  /** The wave with its reflected edges. */
  readonly #wave = new Float64Array(MEL_WINDOW_SAMPLES + 2 * EDGE);
  readonly #power = new Float64Array(2 * BINS);

  /**
   * @param pcm 16 kHz mono; the last 8 s of it are used, and silence is put before what is shorter.
   * @returns MEL_BANDS rows of MEL_STEPS, about -1 to 1. A new array each time.
   */
  compute(pcm: Float32Array): Float32Array {
    const heard = pcm.subarray(Math.max(0, pcm.length - MEL_WINDOW_SAMPLES));
    this.#fillWave(heard);
    const features = new Float32Array(MEL_BANDS * MEL_STEPS);
    const paddingSteps = this.#stepsInPadding(heard.length);
    let loudest = Math.log10(POWER_FLOOR);
    // Two real windows make one complex transform. Steps that lie in the padding are all alike: one stands for them.
    for (let step = Math.max(0, paddingSteps - 1); step < MEL_STEPS; step += 2) {
      this.#measurePower(step);
      loudest = Math.max(loudest, this.#logBands(features, step, 0));
      if (step + 1 < MEL_STEPS) loudest = Math.max(loudest, this.#logBands(features, step + 1, BINS));
    }
    for (let band = 0; band < MEL_BANDS; band++) {
      const row = features.subarray(band * MEL_STEPS, (band + 1) * MEL_STEPS);
      if (paddingSteps > 1) row.fill(row[paddingSteps - 1] as number, 0, paddingSteps - 1);
      for (let step = 0; step < MEL_STEPS; step++) {
        row[step] = (Math.max(row[step] as number, loudest - DECADES) + 4) / 4;
      }
    }
    return features;
  }

  /** How many steps from the first see nothing but padding. */
  #stepsInPadding(heardSamples: number): number {
    const padding = MEL_WINDOW_SAMPLES - heardSamples;
    return heardSamples === 0 ? MEL_STEPS : Math.max(0, Math.floor((padding - EDGE) / STEP_SAMPLES) + 1);
  }

  #fillWave(heard: Float32Array): void {
    let sum = 0;
    for (const sample of heard) sum += sample;
    const mean = sum / MEL_WINDOW_SAMPLES;
    const padding = MEL_WINDOW_SAMPLES - heard.length;
    let squares = padding * mean * mean;
    for (const sample of heard) squares += (sample - mean) ** 2;
    const deviation = Math.sqrt(squares / MEL_WINDOW_SAMPLES + VARIANCE_FLOOR);

    const wave = this.#wave;
    wave.fill(-mean / deviation, EDGE, EDGE + padding);
    for (let i = 0; i < heard.length; i++) wave[EDGE + padding + i] = ((heard[i] as number) - mean) / deviation;
    const last = EDGE + MEL_WINDOW_SAMPLES - 1;
    for (let i = 1; i <= EDGE; i++) {
      wave[EDGE - i] = wave[EDGE + i] as number;
      wave[last + i] = wave[last - i] as number;
    }
  }

  /** Power spectra of the windows of a step and the one after it, one behind the other. */
  #measurePower(step: number): void {
    const fft = this.#fft;
    const first = step * STEP_SAMPLES;
    for (let i = 0; i < FFT_SAMPLES; i++) {
      fft.real[i] = (this.#wave[first + i] as number) * (HANN[i] as number);
      // After the last step there is a window less; zeros stand for what would be beyond the end.
      fft.imaginary[i] = (this.#wave[first + STEP_SAMPLES + i] ?? 0) * (HANN[i] as number);
    }
    fft.transform();
    for (let bin = 0; bin < BINS; bin++) {
      const mirror = (FFT_SAMPLES - bin) % FFT_SAMPLES;
      const re = fft.real[bin] as number;
      const im = fft.imaginary[bin] as number;
      const mirrorRe = fft.real[mirror] as number;
      const mirrorIm = fft.imaginary[mirror] as number;
      this.#power[bin] = ((re + mirrorRe) ** 2 + (im - mirrorIm) ** 2) / 4;
      this.#power[BINS + bin] = ((im + mirrorIm) ** 2 + (mirrorRe - re) ** 2) / 4;
    }
  }

  /** Writes one column. @returns its largest value. */
  #logBands(features: Float32Array, step: number, powerOffset: number): number {
    let largest = Number.NEGATIVE_INFINITY;
    for (let band = 0; band < MEL_BANDS; band++) {
      const { firstBin, weights } = BANDS[band] as MelBand;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        sum += (weights[i] as number) * (this.#power[powerOffset + firstBin + i] as number);
      }
      const logarithm = Math.log10(Math.max(POWER_FLOOR, sum));
      features[band * MEL_STEPS + step] = logarithm;
      if (logarithm > largest) largest = logarithm;
    }
    return largest;
  }
}

/** Triangles of equal area, evenly spaced on Slaney's mel scale (Auditory Toolbox, 1998). */
function melBands(): readonly MelBand[] {
  const top = hertzToMel(SAMPLE_RATE_HZ / 2);
  const edges = Array.from({ length: MEL_BANDS + 2 }, (_, i) => melToHertz((top * i) / (MEL_BANDS + 1)));
  const binHz = SAMPLE_RATE_HZ / FFT_SAMPLES;
  return Array.from({ length: MEL_BANDS }, (_, band) => {
    const [low, centre, high] = edges.slice(band, band + 3) as [number, number, number];
    const weights = Array.from({ length: BINS }, (__, bin) => {
      const rising = (bin * binHz - low) / (centre - low);
      const falling = (high - bin * binHz) / (high - centre);
      return (Math.max(0, Math.min(rising, falling)) * 2) / (high - low);
    });
    const firstBin = Math.max(
      0,
      weights.findIndex((weight) => weight > 0),
    );
    const lastBin = weights.findLastIndex((weight) => weight > 0);
    return { firstBin, weights: Float64Array.from(weights.slice(firstBin, lastBin + 1)) };
  });
}

/** Linear below 1 kHz, which is 15 mel; above, 27 mel for every factor of 6.4. */
function hertzToMel(hertz: number): number {
  return hertz < 1000 ? (3 * hertz) / 200 : 15 + (27 * Math.log(hertz / 1000)) / Math.log(6.4);
}

function melToHertz(mel: number): number {
  return mel < 15 ? (200 * mel) / 3 : 1000 * 6.4 ** ((mel - 15) / 27);
}
