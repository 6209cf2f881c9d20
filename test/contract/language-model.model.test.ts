import assert from 'node:assert/strict';
import { chmod, copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import type { LanguageModel } from '../../engine/reply/language-model.ts';
import { createLlamaLanguageModel, type LlamaLanguageModelOptions } from '../../engine/reply/llama.adapter.ts';
import { installedModelFile } from '../support/models.ts';
import { describeLanguageModel } from './language-model-contract.ts';

async function load(options: Partial<LlamaLanguageModelOptions> = {}): Promise<LanguageModel> {
  const modelFile = options.modelFile ?? (await installedModelFile('smollm2-135m'));
  return createLlamaLanguageModel({
    chatFamily: 'chatml',
    contextTokens: 1024,
    threads: 1,
    gpu: false,
    ...options,
    modelFile,
  });
}

describeLanguageModel('llama.cpp', { cache: 'own', json: 'constrained' }, () => load());

const NEVER = new AbortController().signal;

test('with one lane a turn takes it from background work', async () => {
  const model = await load({ lanes: 1 });
  const messages = [{ role: 'user' as const, text: 'Tell me a long story about the sea.' }];
  const request = { messages, maxTokens: 12, temperature: 0 };
  const background = model.generate({ ...request, priority: 'background' }, NEVER)[Symbol.asyncIterator]();
  await background.next();
  let text = '';
  for await (const delta of model.generate({ ...request, priority: 'foreground' }, NEVER)) {
    if (delta.type === 'text') text += delta.text;
  }
  assert.notEqual(text, '');
  await assert.rejects(background.next(), { code: 'cancelled' });
  await model[Symbol.asyncDispose]();
});

test('the same seed gives the same answer', async () => {
  const model = await load();
  const messages = [{ role: 'user' as const, text: 'Invent a name for a ship.' }];
  const say = async (seed: number): Promise<string> => {
    let text = '';
    const request = { messages, maxTokens: 12, temperature: 1.2, seed, priority: 'foreground' } as const;
    for await (const delta of model.generate(request, NEVER)) if (delta.type === 'text') text += delta.text;
    return text;
  };
  // Reading a prompt in other slices gives slightly other numbers: it is read before.
  await say(7);
  const first = await say(7);
  assert.equal(await say(7), first);
  const others = await Promise.all([8, 9, 10, 11].map(say));
  assert.ok(others.some((other) => other !== first));
  await model[Symbol.asyncDispose]();
});

async function loadFault(modelFile: string): Promise<SottoFault> {
  try {
    await (await load({ modelFile }))[Symbol.asyncDispose]();
  } catch (error) {
    assert.ok(error instanceof SottoFault, String(error));
    return error;
  }
  throw new Error('It loaded.');
}

test('files that are no models are refused with the reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-'));
  try {
    assert.equal((await loadFault(join(folder, 'nothing.gguf'))).code, 'model-missing');
    assert.equal((await loadFault(folder)).code, 'model-missing');

    const file = join(folder, 'model.gguf');
    for (const content of ['', 'GGUF', 'this is a text', `GGUF${'\u0003\0\0\0'}${'\u00ff'.repeat(64)}`]) {
      await writeFile(file, content, 'latin1');
      assert.equal((await loadFault(file)).code, 'model-corrupt', JSON.stringify(content.slice(0, 20)));
    }

    const cut = join(folder, 'cut.gguf');
    await copyFile(await installedModelFile('smollm2-135m'), cut);
    await chmod(cut, 0o600);
    const handle = await open(cut, 'r+');
    await handle.truncate(50_000_000);
    await handle.close();
    const fault = await loadFault(cut);
    assert.equal(fault.code, 'model-corrupt');
    assert.match(fault.message, /cut\.gguf.*within the file bounds.*install it again/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
