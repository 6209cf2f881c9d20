/** Noises, music and silence are never taken for words; speech in the same disguises is. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { wordErrorRate } from '../../engine/stt/accuracy/word-error-rate.ts';
import { transcribeLong } from '../../engine/stt/long-audio.ts';
import { judgeTranscription } from '../../engine/stt/no-speech-gate.ts';
import type { Transcriber } from '../../engine/stt/stt.ts';
import { recognitionPrompt } from '../../engine/stt/user-terms.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { installedModelFile } from '../support/models.ts';
import { NOISES } from '../support/noises.ts';
import { type SpokenText, speakTexts } from '../support/spoken-clips.ts';

const live = (): AbortSignal => new AbortController().signal;

describe('whisper.cpp with base', () => {
  let transcriber: Transcriber;
  let spoken: readonly SpokenText[];
  before(async () => {
    transcriber = await createWhisperCppTranscriber({
      modelFile: await installedModelFile('whisper-base'),
      threads: 1,
    });
    spoken = await speakTexts([
      'Turn off the lights in the kitchen, please.',
      'I would like to know how the engine of an old steam locomotive turns heat into motion.',
      'Could you please summarise the last three messages from the project team.',
    ]);
  });
  after(() => transcriber[Symbol.asyncDispose]());

  const judge = async (pcm: Float32Array) => {
    const transcription = await transcribeLong(transcriber, { pcm, language: 'en' }, live());
    return { ...judgeTranscription(transcription, pcm), transcription };
  };

  for (const [name, noise] of Object.entries(NOISES)) {
    for (const seconds of [0.6, 3]) {
      test(`${seconds} s of ${name} are nothing`, async () => {
        const { kind, transcription } = await judge(noise(seconds * 16_000));
        assert.equal(kind, 'nothing', JSON.stringify(transcription));
      });
    }
  }

  test('quiet, clipped and noisy speech is speech', async () => {
    const hiss = NOISES['white noise']?.(200_000) ?? assert.fail();
    for (const { pcm, text } of spoken) {
      for (const disguise of [
        pcm.map((sample) => sample * 0.005),
        pcm.map((sample) => sample * 20),
        pcm.map((sample, i) => sample + 0.1 * (hiss[i] ?? 0)),
      ]) {
        const { kind, transcription } = await judge(disguise);
        assert.equal(kind, 'speech', JSON.stringify(transcription));
        const rate = wordErrorRate([{ reference: text, hypothesis: transcription.text }]);
        assert.ok(rate <= 0.3, `${rate}: ${transcription.text}`);
      }
    }
  });

  test('a minute of speech is heard to its end', async () => {
    const gap = new Float32Array(8_000);
    const parts = Array.from({ length: 5 }, () => spoken.flatMap(({ pcm }) => [pcm, gap])).flat();
    const pcm = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      pcm.set(part, at);
      at += part.length;
    }
    const reference = Array.from({ length: 5 }, () => spoken.map(({ text }) => text).join(' ')).join(' ');
    const { text } = await transcribeLong(transcriber, { pcm, language: 'auto' }, live());
    assert.ok(pcm.length > 55 * 16_000);
    const rate = wordErrorRate([{ reference, hypothesis: text }]);
    assert.ok(rate <= 0.05, `${rate}: ${text}`);
  });

  test("the user's own terms are spelled as the user spells them", async () => {
    const [clip] = await speakTexts(['Please call Shivawn and Kaytlin about the meeting.']);
    const pcm = clip?.pcm ?? assert.fail();
    const prompt = recognitionPrompt({ terms: ['Siobhan', 'Caitlyn'], precedingText: '' });
    const plain = await transcriber.transcribe({ pcm, language: 'en' }, live());
    const biased = await transcriber.transcribe({ pcm, language: 'en', prompt }, live());
    assert.doesNotMatch(plain.text, /Siobhan.*Caitlyn/);
    assert.match(biased.text, /Siobhan.*Caitlyn/);
  });
});
