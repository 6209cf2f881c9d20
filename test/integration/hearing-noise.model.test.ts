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

/** Every sentence once: a voice says them differently at each run, and none may be lost. */
const MINUTE: readonly string[] = [
  'Turn off the lights in the kitchen, please.',
  'I would like to know how the engine of an old steam locomotive turns heat into motion.',
  'Could you please summarise the last three messages from the project team.',
  'My sister is coming to visit us at the end of next week.',
  'We want to show her the old harbour and the new museum.',
  'After that we will have dinner in a small restaurant near the river.',
  'She does not eat meat, so please look for a place with good vegetables.',
  'On Sunday morning the weather should be dry and sunny.',
  'Remind me to buy bread and milk before the shops close.',
  'The train to the airport leaves every twenty minutes.',
  'Last year we missed our plane because the road was full of snow.',
  'This time I want to be there two hours early.',
  'Tell my brother that the keys are under the blue flower pot.',
  'Thank you very much, that is all for today.',
];

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
    const pairs: { reference: string; hypothesis: string }[] = [];
    const hiss = NOISES['white noise']?.(200_000) ?? assert.fail();
    for (const { pcm, text } of spoken) {
      for (const disguise of [
        pcm.map((sample) => sample * 0.005),
        pcm.map((sample) => sample * 20),
        pcm.map((sample, i) => sample + 0.1 * (hiss[i] ?? 0)),
      ]) {
        const { kind, transcription } = await judge(disguise);
        assert.equal(kind, 'speech', JSON.stringify(transcription));
        pairs.push({ reference: text, hypothesis: transcription.text });
      }
    }
    const rate = wordErrorRate(pairs);
    assert.ok(rate <= 0.15, `${rate}: ${JSON.stringify(pairs)}`);
  });

  test('a minute of speech is heard to its end', async () => {
    const gap = new Float32Array(12_000);
    const said = await speakTexts(MINUTE);
    const parts = said.flatMap(({ pcm }) => [pcm, gap]);
    const pcm = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      pcm.set(part, at);
      at += part.length;
    }
    const { text } = await transcribeLong(transcriber, { pcm, language: 'auto' }, live());
    assert.ok(pcm.length > 50 * 16_000, `${pcm.length}`);
    const rate = wordErrorRate([{ reference: MINUTE.join(' '), hypothesis: text }]);
    assert.ok(rate <= 0.1, `${rate}: ${text}`);
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
