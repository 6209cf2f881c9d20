/** Loudness in dB below full scale, where 0 dBFS is a constant 1.0 (a full-scale sine has an RMS of -3 dBFS). */

/** The floor: what digital silence reads as. */
export const SILENCE_DBFS = -120;

export function rmsDbfs(pcm: Float32Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return pcm.length === 0 ? SILENCE_DBFS : toDbfs(Math.sqrt(sum / pcm.length));
}

export function peakDbfs(pcm: Float32Array): number {
  let peak = 0;
  for (const sample of pcm) peak = Math.max(peak, Math.abs(sample));
  return toDbfs(peak);
}

function toDbfs(amplitude: number): number {
  return Math.max(SILENCE_DBFS, 20 * Math.log10(amplitude));
}
