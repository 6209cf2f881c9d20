const SAMPLE_RATE_HZ = 16_000;
const FFT_SIZE = 400;
/** Slaney's scale: linear up to 1 kHz, logarithmic above. */
const HZ_PER_LINEAR_MEL = 200 / 3;
const LOG_FROM_HZ = 1000;
const LOG_FROM_MEL = LOG_FROM_HZ / HZ_PER_LINEAR_MEL;
const LOG_STEP = Math.log(6.4) / 27;

/** Frequencies of a spectrum the filters weigh. */
export const MEL_FREQUENCIES: number = FFT_SIZE / 2 + 1;

/** Triangular filters of equal area, as `librosa.filters.mel` gives them; shape [bands, MEL_FREQUENCIES]. */
export function melFilters(bands: number): Float32Array {
  const topMel = melOfHz(SAMPLE_RATE_HZ / 2);
  const edgeHz = (index: number): number => hzOfMel((topMel * index) / (bands + 1));
  const filters = new Float32Array(bands * MEL_FREQUENCIES);
  for (let band = 0; band < bands; band++) {
    const [lowHz, centreHz, highHz] = [edgeHz(band), edgeHz(band + 1), edgeHz(band + 2)];
    for (let bin = 0; bin < MEL_FREQUENCIES; bin++) {
      const hz = (bin * SAMPLE_RATE_HZ) / FFT_SIZE;
      const rising = (hz - lowHz) / (centreHz - lowHz);
      const falling = (highHz - hz) / (highHz - centreHz);
      filters[band * MEL_FREQUENCIES + bin] = Math.max(0, Math.min(rising, falling)) * (2 / (highHz - lowHz));
    }
  }
  return filters;
}

function melOfHz(hz: number): number {
  return hz < LOG_FROM_HZ ? hz / HZ_PER_LINEAR_MEL : LOG_FROM_MEL + Math.log(hz / LOG_FROM_HZ) / LOG_STEP;
}

function hzOfMel(mel: number): number {
  return mel < LOG_FROM_MEL ? mel * HZ_PER_LINEAR_MEL : LOG_FROM_HZ * Math.exp(LOG_STEP * (mel - LOG_FROM_MEL));
}
