import assert from 'node:assert/strict';
import { copyFile, lstat, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { SottoFault } from '../../contract/faults.ts';
import { dataDir } from '../base/data-dir.ts';
import { packageRoot } from '../base/package-root.ts';
import { importModel } from './import.ts';
import { ModelStore } from './store.ts';

let folder: string;
let store: ModelStore;
const machine = { totalMemoryBytes: 8e9, availableMemoryBytes: 4e9, cores: 4 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-import-'));
  store = new ModelStore(join(folder, 'data'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const hasCode = (code: string) => (error: unknown) => (error as SottoFault).code === code;
const options = () => ({ store, machine, signal: new AbortController().signal });

/** A file of a model that set-up installed. */
async function installed(id: string, path: string): Promise<string> {
  for (const home of [process.env['SOTTO_HOME'], join(packageRoot, '.sotto'), dataDir()]) {
    const found = home === undefined ? undefined : await new ModelStore(home).locate(id).catch(() => undefined);
    if (found !== undefined) return join(found.folder, path);
  }
  throw new Error(`The test needs the model ${id}. Run: npm run setup`);
}

test('a chat model is recognised, measured and given the layout of its family', async () => {
  const { model, fit } = await importModel(await installed('smollm2-135m', 'model.gguf'), {
    ...options(),
    name: 'Smol LM!',
  });
  const { id, kind, chatFamily, contextTokens, memoryBytes } = model.manifest.description;
  assert.deepEqual(
    { id, kind, chatFamily, contextTokens },
    { id: 'my-smol-lm', kind: 'llm', chatFamily: 'chatml', contextTokens: 4096 },
  );
  // 107 MB of weights, 30 blocks × 3 heads × 128 values × 2 bytes × 4,096 tokens, 150 MB for the runtime.
  assert.equal(memoryBytes, 106_656_832 + 94_371_840 + 150_000_000);
  assert.equal(fit.verdict, 'fits');
  assert.equal(model.manifest.origin, 'import');
});

test('an embedding model and a Whisper are told from a chat model', async () => {
  const embedding = await importModel(await installed('all-minilm-l6-v2', 'model.gguf'), options());
  const whisper = await importModel(await installed('whisper-tiny.en', 'model.bin'), options());
  const described = [embedding, whisper].map(
    ({
      model: {
        id,
        manifest: { description },
      },
    }) => [id, description.kind, description.languages],
  );
  assert.deepEqual(described, [
    ['my-model', 'embedding', ['*']],
    ['my-model-2', 'stt', ['en']],
  ]);
});

test('what is given as a link is copied, not linked', async () => {
  const link = join(folder, 'linked.gguf');
  await symlink(await installed('all-minilm-l6-v2', 'model.gguf'), link);
  const { model } = await importModel(link, options());
  const stats = await lstat(join(model.folder, 'model.gguf'));
  assert.deepEqual([model.id, stats.isFile(), stats.nlink], ['my-linked', true, 1]);
});

test('a truncated model is refused and leaves nothing', async () => {
  const copy = join(folder, 'cut.gguf');
  await copyFile(await installed('all-minilm-l6-v2', 'model.gguf'), copy);
  await truncate(copy, 20_000_000).catch(async () => {
    await (await import('node:fs/promises')).chmod(copy, 0o644);
    await truncate(copy, 20_000_000);
  });
  await assert.rejects(importModel(copy, options()), hasCode('model-corrupt'));
  assert.deepEqual(await store.list(), []);
});

test('other files, folders and nothing at all are refused with a reason', async () => {
  const text = join(folder, 'notes.gguf');
  await writeFile(text, 'these are my notes');
  await assert.rejects(importModel(text, options()), hasCode('model-unsupported'));
  await assert.rejects(importModel(folder, options()), hasCode('model-unsupported'));
  await assert.rejects(importModel(join(folder, 'none.gguf'), options()), hasCode('model-missing'));
  const empty = join(folder, 'empty.gguf');
  await writeFile(empty, '');
  await assert.rejects(importModel(empty, options()), hasCode('model-unsupported'));
});

test('a voice without its configuration says which file is missing', async () => {
  const voice = join(folder, 'voice.onnx');
  await copyFile(await installed('piper-en-us-joe', 'model.onnx'), voice);
  await assert.rejects(importModel(voice, options()), (error: SottoFault) => {
    assert.equal(error.code, 'model-missing');
    assert.match(error.message, /voice\.onnx\.json/);
    return true;
  });
  assert.deepEqual((await lstat(dirname(voice))).isDirectory(), true);
});
