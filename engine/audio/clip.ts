/** A sample within [-1, 1]; what is not a number is silence. */
export function clip(sample: number): number {
  if (Number.isNaN(sample)) return 0;
  return Math.max(-1, Math.min(1, sample));
}
