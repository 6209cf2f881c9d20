/** Says a text that is no answer: a sample of the voice, or an earlier reply once more. */

import type { OpenSpeaker, Speaker } from './playback/playback.ts';
import type { Segmenter } from './tts/segmenter.ts';
import type { Voice } from './tts/synthesize-ahead.ts';
import type { Synthesizer } from './tts/tts.ts';

export interface SayAloudOptions {
  readonly synthesizer: Synthesizer;
  readonly style: Voice;
  /** A fresh one. */
  readonly segmenter: Segmenter;
  readonly openSpeaker: OpenSpeaker;
  readonly signal: AbortSignal;
}

/** Resolves when it was heard, or the signal aborts. */
export async function sayAloud(text: string, options: SayAloudOptions): Promise<void> {
  const { synthesizer, style, segmenter, signal } = options;
  const segments = [...segmenter.push(text), ...segmenter.flush()];
  let speaker: Speaker | undefined;
  const silence = (): void => speaker?.flush();
  signal.addEventListener('abort', silence, { once: true });
  try {
    for (const { spokenText } of segments) {
      const { pcm, sampleRateHz } = await synthesizer.synthesize({ text: spokenText, ...style }, signal);
      speaker ??= options.openSpeaker(sampleRateHz);
      if (!signal.aborted) speaker.write(pcm);
    }
    await speaker?.drained();
  } finally {
    signal.removeEventListener('abort', silence);
    await speaker?.[Symbol.asyncDispose]();
  }
}
