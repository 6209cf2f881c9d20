/** Clear English speech with its words, spoken by the installed voice: for tests that need to hear something. */

import { join } from 'node:path';
import { resample } from '../../engine/audio/resample.ts';
import { createSherpaPiperSynthesizer } from '../../engine/tts/sherpa-piper.adapter.ts';
import { installedModel } from './models.ts';

export interface SpokenText {
  /** 16 kHz mono, with the voice's own silence around it. */
  readonly pcm: Float32Array;
  readonly text: string;
}

/** Every text in order. Loads the voice for it, and lets go of it. */
export async function speakTexts(texts: readonly string[]): Promise<SpokenText[]> {
  const voice = await createSherpaPiperSynthesizer({
    voiceDir: await installedModel('piper-en-us-joe'),
    espeakDataDir: join(await installedModel('espeak-ng-data'), 'espeak-ng-data'),
    threads: 1,
  });
  const spoken: SpokenText[] = [];
  try {
    for (const text of texts) {
      const sound = await voice.synthesize({ text, speaker: 0, speed: 1 }, new AbortController().signal);
      spoken.push({ pcm: resample(sound, 16_000).pcm, text });
    }
  } finally {
    await voice[Symbol.asyncDispose]();
  }
  return spoken;
}
