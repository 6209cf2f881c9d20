import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EndOfTurnModel } from '../../engine/turn/endpointing/endpointing.ts';
import { createSmartTurn } from '../../engine/turn/endpointing/smart-turn.adapter.ts';
import { installedModelFile } from '../support/models.ts';
import { speakTexts } from '../support/spoken-clips.ts';
import { describeEndOfTurn } from './end-of-turn-contract.ts';

const load = async (): Promise<EndOfTurnModel> =>
  createSmartTurn({ modelFile: await installedModelFile('smart-turn-v3.2') });

describeEndOfTurn('Smart Turn', load);

describe('Smart Turn hears', () => {
  let model: EndOfTurnModel;
  before(async () => {
    model = await load();
  });
  after(() => model[Symbol.asyncDispose]());

  const sentences: readonly (readonly [text: string, sounds: 'complete' | 'unfinished'])[] = [
    ['What is the weather like today?', 'complete'],
    ['Please set a timer for ten minutes.', 'complete'],
    ['Turn off the lights in the kitchen, please.', 'complete'],
    ['I want to go to the shop and then', 'unfinished'],
    ['So what I really wanted to ask you is whether', 'unfinished'],
  ];
  test('which sentences are complete', async () => {
    const spoken = await speakTexts(sentences.map(([text]) => text));
    const heard = [];
    for (const { pcm, text } of spoken) {
      heard.push([text, (await model.predict(withPause(pcm))) > 0.5 ? 'complete' : 'unfinished']);
    }
    assert.deepEqual(heard, sentences);
  });
});

test('a file that is no model, and no file, are faults', async () => {
  await assert.rejects(createSmartTurn({ modelFile: import.meta.filename }), { code: 'model-corrupt' });
  await assert.rejects(createSmartTurn({ modelFile: `${import.meta.filename}.none` }), { code: 'model-missing' });
  await assert.rejects(createSmartTurn({ modelFile: await installedModelFile('silero-vad') }), {
    code: 'model-unsupported',
  });
});

/** With the 200 ms of silence after which a turn is judged. */
function withPause(pcm: Float32Array): Float32Array {
  const paused = new Float32Array(pcm.length + 3_200);
  paused.set(pcm);
  return paused;
}
