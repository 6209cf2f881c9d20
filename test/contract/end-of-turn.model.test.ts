import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { msToSamples } from '../../engine/audio/audio-frame.ts';
import { resample } from '../../engine/audio/resample.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import type { EndOfTurnModel } from '../../engine/turn/endpointing/endpointing.ts';
import { createSmartTurn } from '../../engine/turn/endpointing/smart-turn.adapter.ts';
import { fixturePath } from '../support/checkout.ts';
import { installedModelFile } from '../support/models.ts';
import { describeEndOfTurn } from './end-of-turn-contract.ts';

const RECORDING = fixturePath('speech', 'best-of-times.wav');

const load = async (): Promise<EndOfTurnModel> =>
  createSmartTurn({ modelFile: await installedModelFile('smart-turn-v3.2') });

describeEndOfTurn('Smart Turn', load);

describe('Smart Turn hears', () => {
  let model: EndOfTurnModel;
  before(async () => {
    model = await load();
  });
  after(() => model[Symbol.asyncDispose]());

  const cuts: readonly (readonly [words: string, fromMs: number, toMs: number, sounds: 'complete' | 'unfinished'])[] = [
    ['It was the best of times, it was the worst of times,', 0, 3_850, 'complete'],
    ['It was the best of times, it was the w', 0, 2_700, 'unfinished'],
    ['it was the age', 4_000, 4_900, 'unfinished'],
  ];
  for (const [words, fromMs, toMs, sounds] of cuts) {
    test(`"${words}" as ${sounds}`, async () => {
      const { pcm } = await readWavFile(RECORDING);
      const probability = await model.predict(pcm.subarray(msToSamples(fromMs), msToSamples(toMs)));
      assert.equal(probability > 0.5 ? 'complete' : 'unfinished', sounds, `probability ${probability}`);
    });
  }

  test('the end of a turn whatever its rate was, once resampled', async () => {
    const { pcm, sampleRateHz } = await readWavFile(RECORDING);
    const turn = { pcm: pcm.subarray(0, msToSamples(3_850)), sampleRateHz };
    const there = await model.predict(turn.pcm);
    const andBack = await model.predict(resample(resample(turn, 44_100), 16_000).pcm);
    assert.ok(Math.abs(there - andBack) < 0.1, `${there}, then ${andBack}`);
  });
});

test('a file that is no model, and no file, are faults', async () => {
  await assert.rejects(createSmartTurn({ modelFile: import.meta.filename }), { code: 'model-corrupt' });
  await assert.rejects(createSmartTurn({ modelFile: `${import.meta.filename}.none` }), { code: 'model-missing' });
  await assert.rejects(createSmartTurn({ modelFile: await installedModelFile('silero-vad') }), {
    code: 'model-unsupported',
  });
});
