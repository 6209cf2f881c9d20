/** Whoever says the same thing again within a minute is heard again: the words before are no prompt to leave it out. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { wordErrorRate } from '../../engine/stt/accuracy/word-error-rate.ts';
import { transcribeLong } from '../../engine/stt/long-audio.ts';
import type { Transcriber } from '../../engine/stt/stt.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { fixturePath } from '../support/checkout.ts';
import { installedModelFile } from '../support/models.ts';
import { recordedClips } from '../support/recorded-clips.ts';
import type { SpokenText } from '../support/spoken-clips.ts';

describe('whisper.cpp with base', () => {
  let transcriber: Transcriber;
  let clips: readonly SpokenText[];
  before(async () => {
    const modelFile = await installedModelFile('whisper-base');
    transcriber = await createWhisperCppTranscriber({ modelFile, threads: 1 });
    const novel = [
      { name: 'age-of-wisdom', text: 'It was the age of wisdom, it was the age of foolishness.' },
      { name: 'best-of-times', text: 'It was the best of times, it was the worst of times, it was the age of wisdom.' },
    ].map(async ({ name, text }) => ({ text, pcm: (await readWavFile(fixturePath('speech', `${name}.wav`))).pcm }));
    clips = [...(await Promise.all(novel)), ...(await recordedClips())];
  });
  after(() => transcriber[Symbol.asyncDispose]());

  const orders: Readonly<Record<string, (clips: readonly SpokenText[]) => readonly SpokenText[]>> = {
    'the same again': (said) => [...said, ...said],
    'the same again, from the last to the first': (said) => [...said, ...said.toReversed()],
    'one sentence over and over': (said) => Array<SpokenText>(12).fill(said.at(-1) ?? assert.fail()),
  };
  for (const [name, order] of Object.entries(orders)) {
    for (const gapSeconds of [0.4, 0.75, 1.2]) {
      test(`${name}, ${gapSeconds} s apart`, async () => {
        const said = order(clips);
        const gap = new Float32Array(gapSeconds * 16_000);
        const pcm = Float32Array.from(said.flatMap((clip) => [...clip.pcm, ...gap]));
        const live = new AbortController().signal;
        const { text } = await transcribeLong(transcriber, { pcm, language: 'en' }, live);
        assert.ok(pcm.length > 45 * 16_000, `${pcm.length}`);
        const reference = said.map((clip) => clip.text).join(' ');
        const rate = wordErrorRate([{ reference, hypothesis: text }]);
        assert.ok(rate <= 0.06, `${rate}: ${text}`);
      });
    }
  }
});
