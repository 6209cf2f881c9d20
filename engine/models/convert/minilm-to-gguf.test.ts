import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { writeSmallBert } from '../../../test/support/small-models/small-bert.ts';
import { readGguf } from '../inspect/gguf.ts';
import { inspectModelFile } from '../inspect/inspect.ts';
import { ModelFile } from '../inspect/model-file.ts';
import type { ConversionInput } from './conversion.ts';
import { convert } from './minilm-to-gguf.ts';

const NEVER = new AbortController().signal;

async function bertFolder(t: TestContext, options: Record<string, string> = {}): Promise<ConversionInput> {
  const folder = await scratchFolder(t);
  const outputDir = join(folder, 'output');
  await mkdir(outputDir);
  await writeSmallBert(folder);
  await writeFile(join(folder, 'config.json'), JSON.stringify({ num_attention_heads: 4, layer_norm_eps: 1e-5 }));
  return { sourceDir: folder, outputDir, options };
}

for (const quantisation of ['f16', 'q8_0']) {
  test(`a sentence encoder becomes an embedding model in ${quantisation}`, async (t) => {
    const input = await bertFolder(t, { quantisation });
    await convert(input, NEVER);
    const path = join(input.outputDir, 'model.gguf');
    const { fileBytes: _f, parameterCount: _p, ...facts } = await inspectModelFile(path, 'embedding');
    assert.deepEqual(facts, {
      format: 'gguf',
      quantisation,
      architecture: 'bert',
      name: 'all-MiniLM-L6-v2',
      use: 'embedding',
      blockCount: 2,
      embeddingLength: 32,
      headCountsKv: [4, 4],
      keyLength: 8,
      valueLength: 8,
      contextLength: 16,
      vocabularySize: 7,
      chatTemplate: 'absent',
    });
  });
}

test('weights are found under their new names, and the pooler is left out', async (t) => {
  const input = await bertFolder(t, { quantisation: 'f16' });
  await convert(input, NEVER);
  const file = await ModelFile.open(join(input.outputDir, 'model.gguf'));
  t.after(() => file[Symbol.asyncDispose]());
  const { tensors } = await readGguf(file);
  assert.equal(tensors.length, 5 + 2 * 16);
  const types = new Map(tensors.map(({ name, type }) => [name, type.name]));
  assert.deepEqual(
    [
      'token_embd.weight',
      'position_embd.weight',
      'blk.1.ffn_down.weight',
      'blk.1.layer_output_norm.bias',
      'blk.0.attn_k.bias',
    ].map((name) => types.get(name)),
    ['f16', 'f32', 'f16', 'f32', 'f32'],
  );
  const norm = tensors.find(({ name }) => name === 'token_embd_norm.weight');
  const bytes = await file.read(norm?.positionBytes ?? 0, 128);
  const first = (7 + 16 + 2) * 32;
  assert.deepEqual(
    new Float32Array(bytes.buffer),
    Float32Array.from({ length: 32 }, (_, index) => Math.sin(first + index)),
  );
});

test('pieces that begin a word are marked, as llama.cpp has it', async (t) => {
  const input = await bertFolder(t);
  await convert(input, NEVER);
  const bytes = await readFile(join(input.outputDir, 'model.gguf'));
  const at = bytes.indexOf('\u2581cat');
  assert.ok(at > 0);
  assert.equal(bytes.toString('latin1', at + 6 + 8, at + 6 + 9), 's');
  assert.ok(bytes.includes('[CLS]') && !bytes.includes('\u2581[CLS]'));
});

test('refuses what is cut short, another choice, and a broken tokenizer', async (t) => {
  const wrong = await bertFolder(t, { quantisation: 'q3' });
  await assert.rejects(convert(wrong, NEVER), { code: 'bad-input' });
  const cut = await bertFolder(t);
  await truncate(join(cut.sourceDir, 'model.safetensors'), 5000);
  await assert.rejects(convert(cut, NEVER), { code: 'model-corrupt' });
  const tokenizer = await bertFolder(t);
  await writeFile(join(tokenizer.sourceDir, 'tokenizer.json'), '{"model":{"vocab":{"[CLS]":1}},"added_tokens":[]}');
  await assert.rejects(convert(tokenizer, NEVER), { code: 'model-corrupt' });
  for (const { outputDir } of [wrong, cut, tokenizer]) assert.deepEqual(await readdir(outputDir), []);
});
