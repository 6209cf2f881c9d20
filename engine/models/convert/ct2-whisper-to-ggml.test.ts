import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import {
  SMALL_WHISPER,
  smallWeights,
  writeSmallCt2Whisper,
} from '../../../test/support/small-models/small-ct2-whisper.ts';
import { inspectModelFile } from '../inspect/inspect.ts';
import type { ConversionInput } from './conversion.ts';
import { convert } from './ct2-whisper-to-ggml.ts';
import { halfBits, halfValues } from './half-float.ts';

const NEVER = new AbortController().signal;
const { state } = SMALL_WHISPER;

async function whisperFolder(t: TestContext, options: Record<string, string> = {}): Promise<ConversionInput> {
  const folder = await scratchFolder(t);
  const outputDir = join(folder, 'output');
  await mkdir(outputDir);
  await writeSmallCt2Whisper(folder);
  return { sourceDir: folder, outputDir, options };
}

/** The bytes behind a tensor's name. */
function dataOf(model: Buffer, name: string, bytes: number): ArrayBuffer {
  const at = model.indexOf(name);
  assert.ok(at > 0, name);
  return new Uint8Array(model.subarray(at + name.length, at + name.length + bytes)).buffer;
}

for (const quantisation of ['f16', 'q8_0', 'q5_1', 'q5_0']) {
  test(`a CTranslate2 model becomes a ggml one in ${quantisation}`, async (t) => {
    const input = await whisperFolder(t, { quantisation });
    await convert(input, NEVER);
    const {
      fileBytes: _f,
      parameterCount: _p,
      ...facts
    } = await inspectModelFile(join(input.outputDir, 'model.bin'), 'stt');
    assert.deepEqual(facts, {
      format: 'whisper-ggml',
      quantisation,
      languages: 'english',
      audioContext: 16,
      audioLayers: 1,
      textLayers: 1,
      width: 64,
      melBands: 80,
    });
  });
}

test('stacked weights are taken apart, and every tensor keeps its values', async (t) => {
  const input = await whisperFolder(t, { quantisation: 'f16' });
  await convert(input, NEVER);
  const model = await readFile(join(input.outputDir, 'model.bin'));
  const matrix = state * state;
  const parts: [string, string, number][] = [
    ['encoder.blocks.0.attn.query.weight', 'encoder/layer_0/self_attention/linear_0/weight', 0],
    ['encoder.blocks.0.attn.key.weight', 'encoder/layer_0/self_attention/linear_0/weight', 1],
    ['decoder.blocks.0.attn.value.weight', 'decoder/layer_0/self_attention/linear_0/weight', 2],
    ['decoder.blocks.0.cross_attn.query.weight', 'decoder/layer_0/attention/linear_0/weight', 0],
    ['decoder.blocks.0.cross_attn.key.weight', 'decoder/layer_0/attention/linear_1/weight', 0],
    ['decoder.blocks.0.cross_attn.value.weight', 'decoder/layer_0/attention/linear_1/weight', 1],
    ['decoder.blocks.0.cross_attn.out.weight', 'decoder/layer_0/attention/linear_2/weight', 0],
  ];
  for (const [name, from, part] of parts) {
    const stored = new Uint16Array(dataOf(model, name, matrix * 2));
    const expected = Uint16Array.from(smallWeights(from).slice(part * matrix, (part + 1) * matrix), halfBits);
    assert.deepEqual(stored, expected, name);
  }
  const bias = new Float32Array(dataOf(model, 'encoder.blocks.0.mlp.2.bias', state * 4));
  const halves = halfValues();
  assert.deepEqual(
    bias,
    Float32Array.from(smallWeights('encoder/layer_0/ffn/linear_1/bias'), (value) => halves[halfBits(value)] as number),
  );
  assert.ok(!model.includes('attn.key.bias'));
});

test('refuses integers for weights, other models and what is cut short, and leaves nothing behind', async (t) => {
  const input = await whisperFolder(t);
  const path = join(input.sourceDir, 'model.bin');
  const original = await readFile(path);
  const refusal = async (bytes: Buffer): Promise<string> => {
    await writeFile(path, bytes);
    return convert(input, NEVER).then(
      () => 'converted',
      (error: { code: string }) => error.code,
    );
  };
  const other = Buffer.from(original);
  other.write('WhisperSpek', other.indexOf('WhisperSpec'));
  const renamed = Buffer.from(original);
  renamed.write('ghost', renamed.indexOf('conv1'));
  assert.equal(await refusal(other), 'model-unsupported');
  assert.equal(await refusal(renamed), 'model-corrupt');
  assert.equal(await refusal(original.subarray(0, -100)), 'model-corrupt');
  assert.equal(await refusal(Buffer.alloc(100)), 'model-unsupported');
  assert.equal(await refusal(original), 'converted');
  await truncate(join(input.sourceDir, 'vocabulary.txt'), 1000);
  await assert.rejects(convert({ ...input, outputDir: input.sourceDir }, NEVER), { code: 'model-corrupt' });
});

test('cancelling leaves no part of a file', async (t) => {
  const input = await whisperFolder(t);
  await assert.rejects(convert(input, AbortSignal.abort()), { code: 'cancelled' });
  assert.deepEqual(await readdir(input.outputDir), []);
});
