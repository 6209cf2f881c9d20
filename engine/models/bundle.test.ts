import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { SottoFault } from '../../contract/faults.ts';
import { describeBundle, exportBundle, importBundle } from './bundle.ts';
import { type BundleHeader, decodeHeader, encodeHeader, headerRestBytes, PREFIX_BYTES } from './bundle-header.ts';
import { installModel } from './install.ts';
import { dataEntry, InstallFixture } from './install-fixture.ts';

let here: InstallFixture;
let there: InstallFixture;
let file: string;
const options = { signal: new AbortController().signal };

beforeEach(async () => {
  here = await InstallFixture.create();
  there = await InstallFixture.create();
  file = join(here.dataDir, 'all.sotto');
  for (const id of ['model-a', 'model-b']) {
    await installModel(
      dataEntry(id, [here.serve(`${id}.bin`, randomBytes(20_000)), here.serve(`deep/${id}`, randomBytes(10))]),
      here.options(),
    );
  }
});

afterEach(async () => {
  await here[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
});

const hasCode = (code: string) => (error: unknown) => (error as SottoFault).code === code;

/** The bundle with another header, correctly hashed: what a forger would write. */
async function forge(change: (header: BundleHeader) => BundleHeader): Promise<void> {
  const bytes = await readFile(file);
  const prefix = bytes.subarray(0, PREFIX_BYTES);
  const end = PREFIX_BYTES + headerRestBytes(prefix);
  const header = decodeHeader(prefix, bytes.subarray(PREFIX_BYTES, end));
  await writeFile(file, Buffer.concat([encodeHeader(change(structuredClone(header))), bytes.subarray(end)]));
}

async function assertRefused(code: string): Promise<void> {
  await assert.rejects(importBundle(there.store, file, options), hasCode(code));
  assert.deepEqual(await there.contents(), []);
}

test('models and extra files travel and arrive intact', async () => {
  const extra = join(here.dataDir, 'cache.tar');
  await writeFile(extra, 'npm cache');
  const extras = [{ name: 'set-up/cache.tar', path: extra }];
  const exported = await exportBundle(here.store, file, { ...options, extras });
  assert.deepEqual(exported, {
    modelIds: ['model-a', 'model-b'],
    extraNames: ['set-up/cache.tar'],
    totalBytes: (await readFile(file)).length,
  });
  const extrasDir = join(there.dataDir, 'extras');
  assert.deepEqual(await importBundle(there.store, file, { ...options, extrasDir }), exported);
  assert.deepEqual(await describeBundle(file), exported);
  assert.equal(await readFile(join(extrasDir, 'set-up', 'cache.tar'), 'utf8'), 'npm cache');
  const before = await here.store.locate('model-a');
  const after = await there.store.locate('model-a');
  assert.deepEqual(
    [after.manifest.files.map((f) => f.sha256), after.manifest.installedAt],
    [before.manifest.files.map((f) => f.sha256), before.manifest.installedAt],
  );
  assert.deepEqual(await there.store.verify('model-b'), { id: 'model-b', problems: [] });
});

test('only the models asked for travel', async () => {
  assert.deepEqual((await exportBundle(here.store, file, { ...options, ids: ['model-b'] })).modelIds, ['model-b']);
});

test('a model that is not installed or has changed cannot be exported, and no file is left', async () => {
  await assert.rejects(exportBundle(here.store, file, { ...options, ids: ['model-x'] }), hasCode('model-missing'));
  const { folder } = await here.store.locate('model-a');
  await rm(join(folder, 'model-a.bin'));
  await writeFile(join(folder, 'model-a.bin'), randomBytes(20_000));
  await assert.rejects(exportBundle(here.store, file, options), hasCode('model-corrupt'));
  assert.deepEqual((await readdir(here.dataDir)).sort(), ['models']);
});

test('every flipped bit and every cut is found before anything lands', async () => {
  await exportBundle(here.store, file, options);
  const whole = await readFile(file);
  for (let sample = 0; sample < 40; sample += 1) {
    const at = Math.floor((sample / 40) * whole.length);
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (sample % 8));
    await writeFile(file, flipped);
    await assert.rejects(
      importBundle(there.store, file, options),
      (error: SottoFault) => ['hash-mismatch', 'bad-input'].includes(error.code),
      `bit at ${at}`,
    );
    await writeFile(file, whole.subarray(0, at));
    await assert.rejects(
      importBundle(there.store, file, options),
      (error: SottoFault) => ['hash-mismatch', 'bad-input'].includes(error.code),
      `cut at ${at}`,
    );
  }
  await writeFile(file, Buffer.concat([whole, Buffer.from('x')]));
  await assertRefused('hash-mismatch');
});

test('paths that lead out of the store are refused', async () => {
  for (const path of ['../../outside', '/etc/passwd', 'a/../../b', 'C:\\x', 'x/./y', 'manifest.json', 'nul', 'a\\b']) {
    await exportBundle(here.store, file, options);
    await forge((header) => {
      const first = header.models[0]?.files[0];
      if (first !== undefined) first.path = path;
      return header;
    });
    await assertRefused('bad-input');
  }
});

test('two files of one name, and a model twice, are refused', async () => {
  await exportBundle(here.store, file, options);
  await forge((header) => ({ ...header, models: [...header.models, ...header.models] }));
  await assertRefused('bad-input');
  await exportBundle(here.store, file, options);
  await forge((header) => {
    const [first, second] = header.models[0]?.files ?? [];
    if (first !== undefined && second !== undefined) second.path = first.path.toUpperCase();
    return header;
  });
  await assertRefused('bad-input');
});

test('an id that is none is refused', async () => {
  for (const id of ['../model', '.staging', 'Model', '']) {
    await exportBundle(here.store, file, options);
    await forge((header) => {
      const first = header.models[0];
      if (first !== undefined) (first.description as { id: string }).id = id;
      return header;
    });
    await assertRefused('bad-input');
  }
});

test('a model file that its pre-parser refuses does not land, nor do the others', async () => {
  await exportBundle(here.store, file, options);
  await forge((header) => {
    const description = header.models[1]?.description as {
      kind: string;
      produces: { format: string }[];
      chatFamily?: string;
    };
    description.kind = 'llm';
    for (const produced of description.produces) produced.format = 'gguf';
    return header;
  });
  await assertRefused('model-unsupported');
});

test('what is no bundle at all is said to be none', async () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('PK'),
    randomBytes(5000),
    Buffer.from('SOTTOBUN\u00ff\u00ff\u00ff\u00ff', 'latin1'),
  ]) {
    await writeFile(file, bytes);
    await assertRefused('bad-input');
  }
  await rm(file);
  await assertRefused('bad-input');
  await mkdir(file);
  await assertRefused('bad-input');
});

test('a cancelled import changes nothing', async () => {
  await exportBundle(here.store, file, options);
  const signal = AbortSignal.abort();
  await assert.rejects(importBundle(there.store, file, { signal }), hasCode('cancelled'));
  assert.deepEqual(await there.contents(), []);
});
