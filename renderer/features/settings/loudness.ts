/** Ordinary speech half a metre away is well above it, a silent room well below. */
export const HEARD_DBFS = -45;
const GOOD_DBFS = -35;

/** What the loudest moment of a few seconds of speech says about the microphone. */
export function loudnessOf(loudestDbfs: number): 'good' | 'quiet' | 'silent' {
  if (loudestDbfs >= GOOD_DBFS) return 'good';
  return loudestDbfs >= HEARD_DBFS - 10 ? 'quiet' : 'silent';
}
