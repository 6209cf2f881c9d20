/** What every adapter demands of a request, and what it can answer without a model. */

import { SottoFault } from '../../contract/faults.ts';
import { msToSamples } from '../audio/audio-frame.ts';
import type { TranscribeRequest, Transcription } from './stt.ts';

export const LONGEST_SAMPLES: number = msToSamples(30_000);

/** Shorter than any word: Whisper makes one up. */
const SHORTEST_SAMPLES: number = msToSamples(300);

/** -70 dBFS, below the noise of any microphone: digital silence with dither. */
const LOWEST_PEAK = 0.000_316;

/** Throws `bad-input` for a language that is not a code and `audio-too-long` above 30 s. */
export function checkTranscribeRequest({ pcm, language }: TranscribeRequest): void {
  if (!/^([a-z]{2,3}|auto)$/.test(language)) {
    throw new SottoFault('bad-input', `"${language}" is not a language code such as "en", nor "auto".`, {
      stage: 'stt',
    });
  }
  if (pcm.length > LONGEST_SAMPLES) {
    throw new SottoFault('audio-too-long', 'Speech is transcribed in pieces of at most 30 s. Cut it first.', {
      stage: 'stt',
    });
  }
}

/** Whether there is anything that could be a word. */
export function mayHoldSpeech(pcm: Float32Array): boolean {
  return pcm.length >= SHORTEST_SAMPLES && pcm.some((sample) => Math.abs(sample) >= LOWEST_PEAK);
}

/** Nothing was said. */
export function emptyTranscription(language: string): Transcription {
  return { text: '', language: language === 'auto' ? 'en' : language, tokens: [] };
}

/** `pcm` with only finite samples in [-1, 1], and at least `minSamples` of them. The same array when it is so already. */
export function soundPcm(pcm: Float32Array, minSamples: number): Float32Array {
  if (pcm.length >= minSamples && pcm.every((sample) => sample >= -1 && sample <= 1)) return pcm;
  const sound = new Float32Array(Math.max(minSamples, pcm.length));
  for (const [i, sample] of pcm.entries()) sound[i] = Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
  return sound;
}
