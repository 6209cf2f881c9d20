import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import {
  type OnnxParts,
  onnxBytes,
  onnxInitializer,
  onnxInput,
  onnxMetadatum,
  onnxNode,
  onnxOutput,
  onnxSubgraph,
  onnxTensor,
  smallVoice,
  smallVoiceConfig,
} from '../../../test/support/small-models/small-onnx.ts';
import { bytesField, integerField, message, textField } from '../convert/protobuf.ts';
import { inspectModelFile, type ModelFormat, type ModelPurpose } from './inspect.ts';

async function inspect(
  t: TestContext,
  bytes: Buffer,
  expected: ModelPurpose | ModelFormat = 'onnx',
  config?: unknown,
): Promise<unknown> {
  const path = join(await scratchFolder(t), 'model.onnx');
  await writeFile(path, bytes);
  if (config !== undefined) await writeFile(`${path}.json`, JSON.stringify(config));
  return inspectModelFile(path, expected);
}

const CONVERTED: Record<string, string> = {
  model_type: 'vits',
  comment: 'piper',
  language: 'English',
  voice: 'en-us',
  has_espeak: '1',
  n_speakers: '1',
  sample_rate: '22050',
};
const metadata = (entries: Record<string, string>): Buffer[] =>
  Object.entries(entries).map(([key, value]) => onnxMetadatum(key, value));

test('describes a graph, its subgraphs included', async (t) => {
  const bytes = onnxBytes(smallVoice());
  assert.deepEqual(await inspect(t, bytes), {
    format: 'onnx',
    fileBytes: bytes.length,
    parameterCount: 4,
    quantisation: 'float',
    opsetVersion: 15,
    inputs: ['input', 'input_lengths', 'scales'],
    outputs: ['output'],
    metadata: new Map(),
  });
});

test('describes a voice as published, and one that is converted', async (t) => {
  const published = await inspect(t, onnxBytes(smallVoice()), 'tts', smallVoiceConfig());
  const converted = smallVoice();
  converted.model.push(...metadata(CONVERTED));
  const facts = ['state', 'sampleRateHz', 'language', 'espeakVoice', 'speakers'] as const;
  const pick = (of: unknown): unknown[] => facts.map((fact) => (of as Record<string, unknown>)[fact]);
  assert.deepEqual(pick(published), ['as-published', 22_050, 'English', 'en-us', 1]);
  assert.deepEqual(pick(await inspect(t, onnxBytes(converted), 'tts')), ['converted', 22_050, 'English', 'en-us', 1]);
});

test('refuses a voice without the metadata on which the runtime ends the process', async (t) => {
  for (const [key, value] of [
    ['comment', 'x'],
    ['language', ''],
    ['voice', ''],
    ['n_speakers', '0'],
    ['sample_rate', '1e9'],
    ['has_espeak', '0'],
  ]) {
    const parts = smallVoice();
    parts.model.push(...metadata({ ...CONVERTED, [key as string]: value as string }));
    await assert.rejects(inspect(t, onnxBytes(parts), 'tts'), { code: 'model-corrupt' }, key);
  }
});

test('refuses a voice whose configuration is missing, broken, or not for espeak', async (t) => {
  const bytes = onnxBytes(smallVoice());
  await assert.rejects(inspect(t, bytes, 'tts'), { code: 'model-missing' });
  await assert.rejects(inspect(t, bytes, 'tts', { ...smallVoiceConfig(), phoneme_type: 'pinyin' }), {
    code: 'model-unsupported',
    message: /pinyin/,
  });
  await assert.rejects(inspect(t, bytes, 'tts', { ...smallVoiceConfig(), audio: { sample_rate: 1e9 } }), {
    code: 'model-corrupt',
  });
  await assert.rejects(inspect(t, bytes, 'tts', { ...smallVoiceConfig(), espeak: {} }), { code: 'model-corrupt' });
});

test('refuses graphs of other uses', async (t) => {
  const bytes = onnxBytes(smallVoice());
  for (const use of ['vad', 'turn', 'stt'] as const)
    await assert.rejects(inspect(t, bytes, use), { code: 'model-unsupported' });
});

const weight = (extra: Buffer[]): Buffer => onnxTensor('outside', [1], { extra });
const external = bytesField(13, message(textField(1, 'location'), textField(2, '../../../etc/passwd')));
const constant = (tensor: Buffer): Buffer =>
  onnxNode('Constant', [], ['constant'], bytesField(5, message(textField(1, 'value'), bytesField(5, tensor))));

test('refuses weights in other files, wherever they are', async (t) => {
  const places = [
    onnxInitializer(weight([external])),
    onnxInitializer(weight([integerField(14, 1)])),
    constant(weight([external])),
    onnxNode('If', ['input'], ['z'], onnxSubgraph(onnxInitializer(weight([external])))),
    bytesField(15, bytesField(1, weight([external]))),
  ];
  for (const place of places) {
    const parts = smallVoice();
    parts.graph.push(place);
    await assert.rejects(inspect(t, onnxBytes(parts)), { code: 'model-unsupported', message: /other files/ });
  }
});

type Change = (parts: OnnxParts) => void;
const also =
  (...fields: Buffer[]): Change =>
  (parts) =>
    void parts.graph.push(...fields);
const nested = (depth: number): Buffer =>
  depth === 0
    ? onnxNode('Neg', ['input'], ['deep'])
    : onnxNode('If', ['input'], [`deep${depth}`], onnxSubgraph(nested(depth - 1)));

const HOSTILE: Record<string, [Change, RegExp]> = {
  'no graph': [(parts) => void parts.graph.splice(0), /computes nothing/],
  'a value from nowhere': [also(onnxNode('Add', ['input', 'nowhere'], ['sum'])), /nothing yields the value "nowhere"/],
  'an output from nowhere': [also(onnxOutput('missing')), /nothing yields the value "missing"/],
  'a subgraph that reads a value from nowhere': [
    also(onnxNode('If', ['input'], ['z'], onnxSubgraph(onnxNode('Neg', ['ghost'], ['y'])))),
    /"ghost"/,
  ],
  'two nodes of one output': [also(onnxNode('Neg', ['input'], ['scaled'])), /two nodes yield/],
  'a node without an operator': [also(bytesField(1, textField(2, 'y'))), /no operator/],
  'graphs nested a hundred deep': [also(nested(100)), /nested too deeply/],
  'data of another size': [also(onnxInitializer(onnxTensor('w', [5], { bytes: 16 }))), /16 bytes for 5 elements/],
  'dimensions whose product overflows': [
    also(onnxInitializer(onnxTensor('w', [2 ** 40, 2 ** 40]))),
    /overflows|bytes for/,
  ],
  'an unknown element type': [also(onnxInitializer(onnxTensor('w', [1], { dataType: 99 }))), /element type 99/],
  'a thousand dimensions': [also(onnxInitializer(onnxTensor('w', new Array<number>(1000).fill(1)))), /dimensions/],
  'operators of an undeclared set': [also(onnxNode('Evil', ['input'], ['z'], textField(7, 'com.evil'))), /com.evil/],
  'functions of its own': [(parts) => void parts.model.push(bytesField(25, Buffer.alloc(0))), /functions/],
  'a newer operator set': [
    (parts) => void parts.model.splice(2, 1, bytesField(8, integerField(2, 999))),
    /operator set 999/,
  ],
  'a newer format': [(parts) => void parts.model.splice(0, 1, integerField(1, 99)), /ONNX version 99/],
  'no version': [(parts) => void parts.model.shift(), /names no version/],
  'a field longer than its message': [also(Buffer.from('2affffffff0f', 'hex')), /longer than its message/],
  'a number without end': [also(Buffer.from('08ffffffffffffffffffffff01', 'hex')), /more than ten bytes/],
  'an unknown wire type': [also(Buffer.from('0b', 'hex')), /wire type 3/],
  'a name of 100 kB': [also(onnxInput('x'.repeat(100_000))), /a name has 100000 bytes/],
};

for (const [name, [change, expected]] of Object.entries(HOSTILE)) {
  test(`refuses ${name}`, async (t) => {
    const parts = smallVoice();
    change(parts);
    const error = await inspect(t, onnxBytes(parts)).then(
      () => assert.fail('accepted'),
      (thrown: unknown) => thrown,
    );
    assert.match((error as Error).message, expected);
    assert.ok(['model-corrupt', 'model-unsupported'].includes((error as { code: string }).code));
  });
}
