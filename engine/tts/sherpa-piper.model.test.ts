import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { VisemeShape } from '../../contract/visemes.ts';
import { installedModel } from '../../test/support/models.ts';
import { createSherpaPiperSynthesizer } from './sherpa-piper.adapter.ts';
import type { SpokenAudio, Synthesizer } from './tts.ts';

/** Samples that the voice makes of one frame. */
const HOP_SAMPLES = 256;
const SENTENCES = [
  'Yes.',
  'Sure, I can do that.',
  'Turn off the lights in the kitchen, please.',
  'Dr Smith lives here. He is not in today! When will he be back?',
  'The capital of France is Paris, which lies on the river Seine.',
  'On October 12, 2024, it cost 3 dollars and 50 cents, that is about 3 euros.',
];

let voiceDir: string;
let espeakDataDir: string;
let voice: Synthesizer;
before(async () => {
  voiceDir = await installedModel('piper-en-us-joe');
  espeakDataDir = join(await installedModel('espeak-ng-data'), 'espeak-ng-data');
  voice = await createSherpaPiperSynthesizer({ voiceDir, espeakDataDir, threads: 1 });
});
after(() => voice[Symbol.asyncDispose]());

const say = (text: string): Promise<SpokenAudio> =>
  voice.synthesize({ text, speaker: 0, speed: 1 }, new AbortController().signal);

describe('six sentences', () => {
  for (const text of SENTENCES) {
    test(text, async () => {
      const { pcm, sampleRateHz, visemes } = await say(text);
      assert.equal(pcm.length % HOP_SAMPLES, 0, 'something other than sound is left in the sound');
      assert.ok(visemes.length > 2, 'the timings did not add up to the length of the sound');
      assert.equal(visemes.at(-1)?.shape, 'sil');
      const frameMs = (HOP_SAMPLES * 1000) / sampleRateHz;
      for (const { atMs } of visemes) assert.ok(Math.abs(atMs / frameMs - Math.round(atMs / frameMs)) < 1e-6);
    });
  }
});

test('the lips close for p, b and m', async () => {
  const { visemes } = await say('Bobby may happily pay a baker a map.');
  assert.equal(visemes.filter(({ shape }) => shape === 'PP').length, 8);
});

test('an open mouth is loud, a closed one is not', async () => {
  const spoken = await say('Mama and papa are far away, but Barbara is calm.');
  const open = level(spoken, ['aa', 'E', 'O', 'I', 'U']);
  const rest = level(spoken, ['sil']);
  assert.ok(open > 5 * rest, `${open} against ${rest}`);
});

test('a process speaks with one set of pronunciation data', async () => {
  const other = await mkdtemp(join(tmpdir(), 'sotto-espeak-'));
  try {
    await cp(espeakDataDir, other, { recursive: true });
    const load = createSherpaPiperSynthesizer({ voiceDir, espeakDataDir: other, threads: 1 });
    await assert.rejects(load, { code: 'model-unsupported' });
    await rm(join(other, 'en_dict'));
    const incomplete = createSherpaPiperSynthesizer({ voiceDir, espeakDataDir: other, threads: 1 });
    await assert.rejects(incomplete, { code: 'model-missing', message: /en_dict/ });
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

/** Root mean square over all visemes of these shapes. */
function level({ pcm, sampleRateHz, visemes }: SpokenAudio, shapes: readonly VisemeShape[]): number {
  let sum = 0;
  let samples = 0;
  for (const [index, { atMs, shape }] of visemes.entries()) {
    if (!shapes.includes(shape)) continue;
    const end = visemes[index + 1]?.atMs ?? (pcm.length * 1000) / sampleRateHz;
    const part = pcm.subarray(Math.round((atMs * sampleRateHz) / 1000), Math.round((end * sampleRateHz) / 1000));
    for (const sample of part) sum += sample * sample;
    samples += part.length;
  }
  return Math.sqrt(sum / samples);
}
