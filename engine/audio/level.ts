/** Loudness in dB below full scale, where 0 dBFS is a constant 1.0 (a full-scale sine has an RMS of -3 dBFS). */

/** The floor: what digital silence reads as. */
export const SILENCE_DBFS = -120;

export function rmsDbfs(pcm: Float32Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return pcm.length === 0 ? SILENCE_DBFS : toDbfs(Math.sqrt(sum / pcm.length));
}

const BLOCK_SAMPLES = 512;
/** Syllables of one voice lie within this of its loudest. */
const VOICE_RANGE_DB = 20;

/** How loud somebody speaks: the level of what is within 20 dB of the loudest 32 ms, so that pauses do not count. */
export function speechDbfs(pcm: Float32Array): number {
  const powers: number[] = [];
  for (let start = 0; start < pcm.length; start += BLOCK_SAMPLES) {
    powers.push(10 ** (rmsDbfs(pcm.subarray(start, start + BLOCK_SAMPLES)) / 10));
  }
  const quietest = Math.max(...powers, 0) * 10 ** (-VOICE_RANGE_DB / 10);
  const loud = powers.filter((power) => power >= quietest);
  const mean = loud.reduce((sum, power) => sum + power, 0) / Math.max(1, loud.length);
  return toDbfs(Math.sqrt(mean));
}

export function peakDbfs(pcm: Float32Array): number {
  let peak = 0;
  for (const sample of pcm) peak = Math.max(peak, Math.abs(sample));
  return toDbfs(peak);
}

function toDbfs(amplitude: number): number {
  return Math.max(SILENCE_DBFS, 20 * Math.log10(amplitude));
}
