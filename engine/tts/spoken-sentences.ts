/** A voice's raw output, sentence by sentence → one stretch of sound with its mouth shapes. Pure. */

import { SottoFault } from '../../contract/faults.ts';
import { splitTimedAudio, type TimedTokens } from './timed-audio.ts';
import type { SpokenAudio, Viseme } from './tts.ts';
import { type TimedPhoneme, visemesOf } from './visemes.ts';

/** Piper's filler between symbols; its time belongs to the symbol before it. */
const PADDING = '_';

export interface PhonemeInventory {
  readonly sampleRateHz: number;
  /** Phoneme symbols by token id. */
  readonly symbols: ReadonlyMap<number, string>;
}

/**
 * @param outputs with a timed tail each, or sound alone; a sentence without timings makes the whole result untimed.
 * Throws `model-corrupt` for sound that is no number.
 */
export function joinSentences(outputs: readonly Float32Array[], voice: PhonemeInventory): SpokenAudio {
  const timings = outputs.map(splitTimedAudio);
  const sounds = outputs.map((output, index) => timings[index]?.audio ?? output);
  const pcm = new Float32Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  const visemes: Viseme[] = [];
  let at = 0;
  for (const [index, sound] of sounds.entries()) {
    pcm.set(sound, at);
    const offsetMs = (at * 1000) / voice.sampleRateHz;
    const timed = timings[index];
    if (timed !== undefined) {
      for (const viseme of visemesOf(phonemesOf(timed, voice.symbols), sound.length, voice.sampleRateHz)) {
        if (viseme.shape !== visemes.at(-1)?.shape) visemes.push({ ...viseme, atMs: viseme.atMs + offsetMs });
      }
    }
    at += sound.length;
  }
  keepInFullScale(pcm);
  return { pcm, sampleRateHz: voice.sampleRateHz, visemes: timings.includes(undefined) ? [] : visemes };
}

function phonemesOf(timed: TimedTokens, symbols: ReadonlyMap<number, string>): TimedPhoneme[] {
  return timed.tokens.flatMap((token, index) => {
    const symbol = symbols.get(token) ?? PADDING;
    return symbol === PADDING ? [] : [{ symbol, startSample: timed.startSamples[index] ?? 0 }];
  });
}

/** A voice may overshoot full scale a little; what is no number at all would silence a loudspeaker for good. */
function keepInFullScale(pcm: Float32Array): void {
  for (let index = 0; index < pcm.length; index++) {
    const sample = pcm[index] ?? 0;
    if (!Number.isFinite(sample)) {
      throw new SottoFault('model-corrupt', 'The voice makes no valid sound. Install it again.', { stage: 'tts' });
    }
    if (sample > 1 || sample < -1) pcm[index] = Math.sign(sample);
  }
}
