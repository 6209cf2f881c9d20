import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { ggufBytes, smallGguf } from '../../../test/support/small-models/small-gguf.ts';
import { type GgufFile, readGguf } from '../inspect/gguf.ts';
import { inspectModelFile } from '../inspect/inspect.ts';
import { ModelFile } from '../inspect/model-file.ts';
import type { ConversionInput } from './conversion.ts';
import { decodeQ4Offset } from './ggml-quantise.ts';
import { convert } from './gguf-requantise.ts';
import { halfBits, halfValues } from './half-float.ts';

const NEVER = new AbortController().signal;

/** A model whose q4_1 blocks have scale 0.5 and least value -4, so that q4_0 holds nearly all values. */
async function modelFolder(t: TestContext, options: Record<string, string> = {}): Promise<ConversionInput> {
  const folder = await scratchFolder(t);
  const outputDir = join(folder, 'output');
  await mkdir(outputDir);
  const parts = smallGguf();
  for (const { typeId, offset, dimensions } of parts.tensors) {
    if (typeId !== 3) continue;
    const blocks = dimensions.reduce<number>((product, dimension) => product * Number(dimension), 1) / 32;
    for (let block = 0; block < blocks; block++) {
      parts.data.writeUInt16LE(halfBits(0.5), Number(offset) + block * 20);
      parts.data.writeUInt16LE(halfBits(-4), Number(offset) + block * 20 + 2);
    }
  }
  await writeFile(join(folder, 'model.gguf'), ggufBytes(parts));
  return { sourceDir: folder, outputDir, options };
}

async function open(t: TestContext, folder: string): Promise<{ file: ModelFile; model: GgufFile }> {
  const file = await ModelFile.open(join(folder, 'model.gguf'));
  t.after(() => file[Symbol.asyncDispose]());
  return { file, model: await readGguf(file) };
}

test('q4_1 becomes q4_0, all else stays', async (t) => {
  const input = await modelFolder(t);
  await convert(input, NEVER);
  const [before, after] = [await open(t, input.sourceDir), await open(t, input.outputDir)];
  assert.deepEqual(
    after.model.tensors.map(({ name, type }) => `${name} ${type.name}`),
    [
      'token_embd.weight f32',
      'blk.0.attn_q.weight q4_0',
      'blk.0.attn_v.weight q4_0',
      'blk.1.attn_q.weight q4_0',
      'output_norm.weight f32',
    ],
  );
  const fileType = after.model.metadata.get('general.file_type');
  assert.equal(fileType?.kind === 'integer' && fileType.value, 2);
  assert.deepEqual(after.model.metadata.get('llama.block_count'), before.model.metadata.get('llama.block_count'));
  assert.equal((await inspectModelFile(join(input.outputDir, 'model.gguf'), 'llm')).quantisation, 'q4_0');
  for (const index of [0, 4]) {
    const [from, to] = [before.model.tensors[index], after.model.tensors[index]];
    assert.ok(from && to);
    assert.deepEqual(
      await after.file.read(to.positionBytes, to.lengthBytes),
      await before.file.read(from.positionBytes, from.lengthBytes),
    );
  }
});

test('values come back to within half a step', async (t) => {
  const input = await modelFolder(t);
  await convert(input, NEVER);
  const [before, after] = [await open(t, input.sourceDir), await open(t, input.outputDir)];
  const [from, to] = [before.model.tensors[1], after.model.tensors[1]];
  assert.ok(from && to);
  const source = new Float32Array(from.valueCount);
  decodeQ4Offset(await before.file.read(from.positionBytes, from.lengthBytes), source);
  const stored = await after.file.read(to.positionBytes, to.lengthBytes);
  for (let index = 0; index < source.length; index++) {
    const block = Math.floor(index / 32) * 18;
    const within = index % 32;
    const byte = stored[block + 2 + (within % 16)] as number;
    const scale = halfValues()[stored.readUInt16LE(block)] as number;
    const value = ((within < 16 ? byte & 15 : byte >> 4) - 8) * scale;
    assert.ok(Math.abs(value - (source[index] as number)) <= Math.abs(scale) / 2 + 1e-6, `value ${index}`);
  }
});

test('the sensitive matrices may be kept in eight bits', async (t) => {
  const input = await modelFolder(t, { quantisation: 'q4_0-q8_0' });
  await convert(input, NEVER);
  const { model } = await open(t, input.outputDir);
  assert.deepEqual(
    model.tensors.map(({ type }) => type.name),
    ['f32', 'q4_0', 'q8_0', 'q4_0', 'f32'],
  );
});

test('refuses a model without q4_1, another choice, and leaves nothing when cancelled', async (t) => {
  const done = await modelFolder(t);
  await convert(done, NEVER);
  await assert.rejects(convert({ ...done, sourceDir: done.outputDir }, NEVER), { code: 'model-unsupported' });
  const input = await modelFolder(t, { quantisation: 'q2_k' });
  await assert.rejects(convert(input, NEVER), { code: 'bad-input' });
  await assert.rejects(convert({ ...input, options: {} }, AbortSignal.abort()), { code: 'cancelled' });
  assert.deepEqual(await readdir(input.outputDir), []);
});
