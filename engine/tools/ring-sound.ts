/** Two soft notes, twice: a sound of our own, computed. */

const NOTES_HZ = [659.26, 880, 659.26, 880];
const NOTE_SECONDS = 0.28;
const LOUDNESS = 0.35;

/** Mono, in [-1, 1]. */
export function ringSound(sampleRateHz: number): Float32Array {
  const noteSamples = Math.round(NOTE_SECONDS * sampleRateHz);
  const sound = new Float32Array(noteSamples * NOTES_HZ.length);
  for (const [index, hz] of NOTES_HZ.entries()) {
    for (let sample = 0; sample < noteSamples; sample += 1) {
      const seconds = sample / sampleRateHz;
      // Struck and fading, with a short rise so that it does not click.
      const envelope = Math.min(1, seconds / 0.005) * Math.exp(-seconds * 9);
      const tone = Math.sin(2 * Math.PI * hz * seconds) + 0.3 * Math.sin(4 * Math.PI * hz * seconds);
      sound[index * noteSamples + sample] = LOUDNESS * envelope * tone;
    }
  }
  return sound;
}
