/** A voice begins with a breath of silence. Before the first word of a reply it is nothing but delay. */

import type { SpokenAudio } from './tts.ts';

/** 46 dB below full scale: quieter than the softest onset of a consonant at a voice's usual level. */
const AUDIBLE = 0.005;
/** Kept before the first audible sample, so that the onset is whole. */
const KEPT_MS = 10;

/** The same speech without the silence it begins with; mouth shapes move along. Silence alone is left as it is. */
export function withoutLeadIn(audio: SpokenAudio): SpokenAudio {
  const { pcm, sampleRateHz } = audio;
  const audible = pcm.findIndex((sample) => Math.abs(sample) > AUDIBLE);
  const cut = audible - Math.round((KEPT_MS * sampleRateHz) / 1000);
  if (audible < 0 || cut <= 0) return audio;
  const cutMs = (cut * 1000) / sampleRateHz;
  const visemes = audio.visemes.map((viseme, index) => {
    const next = audio.visemes[index + 1];
    // A shape that is over before the cut has no time left.
    return next !== undefined && next.atMs <= cutMs ? undefined : { ...viseme, atMs: Math.max(0, viseme.atMs - cutMs) };
  });
  return { pcm: pcm.slice(cut), sampleRateHz, visemes: visemes.filter((viseme) => viseme !== undefined) };
}
