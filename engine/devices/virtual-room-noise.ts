/** Random numbers that are the same at every run. */

/** Uniform in [-1, 1], by Marsaglia's xorshift ("Xorshift RNGs", 2003). */
export function seededNoise(seed: number): () => number {
  // Small seeds differ in a few bits only; the multiplication spreads them.
  let state = Math.imul(seed + 1, 0x9e37_79b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}
