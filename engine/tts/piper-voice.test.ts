import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readOnnxMetadata } from './onnx-metadata.ts';
import { parseTokens, readPiperVoice } from './piper-voice.ts';

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const METADATA = {
  model_type: 'vits',
  comment: 'piper',
  language: 'English',
  voice: 'en-us',
  has_espeak: 1,
  n_speakers: 1,
  sample_rate: 22_050,
};
const TOKENS = '_ 0\n^ 1\n$ 2\n  3\na 14\n';

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
function field(number: number, body: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.from([...varint((number << 3) | 2), ...varint(body.length)]), body]);
}
/** A model of some weights and these metadata, with a second part of the graph behind them. */
function onnx(metadata: Readonly<Record<string, string | number>>): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) =>
    field(14, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(String(value)))])),
  );
  const version = Uint8Array.of(1 << 3, 8);
  const graph = field(7, new Uint8Array(100_000));
  return Buffer.concat([version, graph, ...entries, field(7, new Uint8Array(40))]);
}

async function voiceDir(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-voice-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

test('a whole voice is read, with the scales it was published with', async () => {
  const scales = JSON.stringify({ noiseScale: 0.3, lengthScale: 'long', noiseScaleW: 900, sampleRateHz: 1 });
  const folder = await voiceDir({ 'model.onnx': onnx(METADATA), 'tokens.txt': TOKENS, 'voice.json': scales });
  assert.deepEqual(await readPiperVoice(folder), {
    modelPath: join(folder, 'model.onnx'),
    tokensPath: join(folder, 'tokens.txt'),
    sampleRateHz: 22_050,
    speakers: 1,
    espeakVoice: 'en-us',
    symbols: new Map([
      [0, '_'],
      [1, '^'],
      [2, '$'],
      [3, ' '],
      [14, 'a'],
    ]),
    scales: { noiseScale: 0.3, noiseScaleW: 0.8, lengthScale: 1 },
  });
});

const without = (key: keyof typeof METADATA): Record<string, string | number> =>
  Object.fromEntries(Object.entries(METADATA).filter(([name]) => name !== key));

const REFUSED: readonly (readonly [name: string, code: string, files: Record<string, string | Uint8Array>])[] = [
  ['no model', 'model-missing', { 'tokens.txt': TOKENS }],
  ['no tokens', 'model-missing', { 'model.onnx': onnx(METADATA) }],
  ['a voice as published', 'model-unsupported', { 'model.onnx': onnx({}), 'tokens.txt': TOKENS }],
  [
    'another family of voices',
    'model-unsupported',
    { 'model.onnx': onnx({ ...METADATA, comment: 'melo' }), 'tokens.txt': TOKENS },
  ],
  ['no language', 'model-unsupported', { 'model.onnx': onnx(without('language')), 'tokens.txt': TOKENS }],
  ['no pronunciation', 'model-unsupported', { 'model.onnx': onnx(without('voice')), 'tokens.txt': TOKENS }],
  ['no eSpeak', 'model-unsupported', { 'model.onnx': onnx(without('has_espeak')), 'tokens.txt': TOKENS }],
  ['no sample rate', 'model-unsupported', { 'model.onnx': onnx(without('sample_rate')), 'tokens.txt': TOKENS }],
  [
    'a sample rate that is none',
    'model-unsupported',
    { 'model.onnx': onnx({ ...METADATA, sample_rate: 5 }), 'tokens.txt': TOKENS },
  ],
  ['no speaker', 'model-unsupported', { 'model.onnx': onnx({ ...METADATA, n_speakers: 0 }), 'tokens.txt': TOKENS }],
  ['a truncated model', 'model-corrupt', { 'model.onnx': onnx(METADATA).subarray(0, 50_000), 'tokens.txt': TOKENS }],
  ['text in place of a model', 'model-corrupt', { 'model.onnx': 'This is not a model at all.', 'tokens.txt': TOKENS }],
  ['an empty model', 'model-corrupt', { 'model.onnx': '', 'tokens.txt': TOKENS }],
  ['a token of two letters', 'model-corrupt', { 'model.onnx': onnx(METADATA), 'tokens.txt': `${TOKENS}ai 15\n` }],
];

for (const [name, code, files] of REFUSED) {
  test(`${name} is refused as ${code}`, async () => {
    await assert.rejects(readPiperVoice(await voiceDir(files)), { code });
  });
}

test('token lists with a repeated symbol, an id that is none, or without the marks are corrupt', () => {
  for (const text of [`${TOKENS}a 15\n`, `${TOKENS}b x\n`, `${TOKENS}b\n`, 'a 14\n', '']) {
    assert.throws(() => parseTokens(text), { code: 'model-corrupt' });
  }
});

test('a large entry is skipped, and a field that claims more than the file has ends the reading', async () => {
  const folder = await voiceDir({
    large: Buffer.concat([onnx(METADATA), field(14, new Uint8Array(70_000))]),
    claim: Uint8Array.from([...varint((7 << 3) | 2), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0]),
    group: Uint8Array.of((7 << 3) | 3, 0),
  });
  assert.equal((await readOnnxMetadata(join(folder, 'large')))?.size, 7);
  assert.equal(await readOnnxMetadata(join(folder, 'claim')), undefined);
  assert.equal(await readOnnxMetadata(join(folder, 'group')), undefined);
});
