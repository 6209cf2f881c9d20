import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { onnxBytes, onnxNode, smallVoice, smallVoiceConfig } from '../../../test/support/small-models/small-onnx.ts';
import { inspectModelFile, type VoiceFacts } from '../inspect/inspect.ts';
import type { ConversionInput } from './conversion.ts';
import { convert } from './piper-to-sherpa.ts';

const NEVER = new AbortController().signal;

async function voiceFolder(
  t: TestContext,
  { voice = onnxBytes(smallVoice()), config = smallVoiceConfig() } = {},
): Promise<ConversionInput> {
  const folder = await scratchFolder(t);
  const [sourceDir, outputDir] = [join(folder, 'source'), join(folder, 'output')];
  await mkdir(sourceDir);
  await mkdir(outputDir);
  await writeFile(join(sourceDir, 'voice.onnx'), voice);
  await writeFile(join(sourceDir, 'voice.onnx.json'), JSON.stringify(config));
  return { sourceDir, outputDir, options: {} };
}

test('a voice gets its metadata, and timings as its first output', async (t) => {
  const input = await voiceFolder(t);
  await convert(input, NEVER);
  const facts = (await inspectModelFile(join(input.outputDir, 'model.onnx'), 'tts')) as VoiceFacts;
  assert.deepEqual(facts.outputs, ['timed', 'output']);
  assert.equal(facts.state, 'converted');
  assert.deepEqual(Object.fromEntries(facts.metadata), {
    model_type: 'vits',
    comment: 'piper',
    language: 'English',
    voice: 'en-us',
    version: '1',
    has_espeak: '1',
    has_g2pw: '0',
    n_speakers: '1',
    sample_rate: '22050',
  });
  const converted = await readFile(join(input.outputDir, 'model.onnx'));
  assert.ok(converted.includes(onnxBytes(smallVoice())), 'the published bytes are all there');
});

test('tokens are listed without line breaks and without symbols of several code points', async (t) => {
  const input = await voiceFolder(t);
  await convert(input, NEVER);
  assert.equal(await readFile(join(input.outputDir, 'tokens.txt'), 'utf8'), '_ 0\n^ 1\n$ 2\n  3\na 14\n');
});

test('tells what the runtime does not', async (t) => {
  const input = await voiceFolder(t);
  await convert(input, NEVER);
  assert.deepEqual(JSON.parse(await readFile(join(input.outputDir, 'voice.json'), 'utf8')), {
    sampleRateHz: 22_050,
    espeakVoice: 'en-us',
    language: 'English',
    speakers: 1,
    noiseScale: 0.5,
    noiseScaleW: 0.7,
    lengthScale: 1.1,
    phonemeIdMap: { _: 0, '^': 1, $: 2, ' ': 3, a: 14, d̪: 15, '\n': 16 },
    phonemeTimings: 'exact',
  });
});

test('a graph whose durations cannot be told gets no timings', async (t) => {
  const parts = smallVoice();
  parts.graph.push(onnxNode('Ceil', ['scaled'], ['other']));
  const input = await voiceFolder(t, { voice: onnxBytes(parts) });
  await convert(input, NEVER);
  const facts = (await inspectModelFile(join(input.outputDir, 'model.onnx'), 'tts')) as VoiceFacts;
  assert.deepEqual(facts.outputs, ['output']);
  assert.equal(JSON.parse(await readFile(join(input.outputDir, 'voice.json'), 'utf8')).phonemeTimings, 'none');
});

test('known misprints of configurations are mended', async (t) => {
  const config = { ...smallVoiceConfig(), audio: { sample_rate: 22_500 }, espeak: { voice: 'pt-PT' }, language: {} };
  const input = await voiceFolder(t, { config });
  await convert(input, NEVER);
  const facts = (await inspectModelFile(join(input.outputDir, 'model.onnx'), 'tts')) as VoiceFacts;
  assert.deepEqual([facts.sampleRateHz, facts.espeakVoice, facts.language], [22_050, 'pt', 'pt']);
});

test('refuses other phonemes, a voice converted before, and another graph', async (t) => {
  const pinyin = await voiceFolder(t, { config: { ...smallVoiceConfig(), phoneme_type: 'pinyin' } });
  await assert.rejects(convert(pinyin, NEVER), { code: 'model-unsupported', message: /pinyin/ });

  const first = await voiceFolder(t);
  await convert(first, NEVER);
  const again = await voiceFolder(t, { voice: await readFile(join(first.outputDir, 'model.onnx')) });
  await assert.rejects(convert(again, NEVER), { code: 'model-unsupported' });

  const truncated = await voiceFolder(t, { voice: onnxBytes(smallVoice()).subarray(0, -3) });
  await assert.rejects(convert(truncated, NEVER), { code: 'model-corrupt' });
});

test('cancelling leaves no part of a file', async (t) => {
  const input = await voiceFolder(t);
  await assert.rejects(convert(input, AbortSignal.abort()), { code: 'cancelled' });
  assert.deepEqual(await readdir(input.outputDir), []);
});
