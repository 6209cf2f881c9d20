import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { SottoFault } from '../../contract/faults.ts';
import { installModel } from './install.ts';
import { dataEntry, InstallFixture } from './install-fixture.ts';
import type { InstallProgress } from './transfer-progress.ts';

let fixture: InstallFixture;

beforeEach(async () => {
  fixture = await InstallFixture.create();
});

afterEach(async () => {
  await fixture[Symbol.asyncDispose]();
});

const hasCode = (code: string) => (error: unknown) => (error as SottoFault).code === code;

test('an installed model is complete, read-only and described by its manifest', async () => {
  const body = randomBytes(10_000);
  const entry = dataEntry('model-a', [fixture.serve('a.bin', body), fixture.serve('deep/b.bin', body)]);
  const { folder, manifest } = await installModel(entry, fixture.options());
  assert.deepEqual(await fixture.contents(), ['model-a/a.bin', 'model-a/deep/b.bin', 'model-a/manifest.json']);
  assert.equal((await stat(join(folder, 'a.bin'))).mode & 0o777, 0o444);
  assert.deepEqual(
    manifest.files.map(({ path, size }) => [path, size]),
    [
      ['a.bin', 10_000],
      ['deep/b.bin', 10_000],
    ],
  );
  assert.deepEqual(await fixture.store.verify('model-a'), { id: 'model-a', problems: [] });
});

test('what is there and intact is not fetched again', async () => {
  const entry = dataEntry('model-a', [fixture.serve('a.bin', randomBytes(100))]);
  await installModel(entry, fixture.options());
  await installModel(entry, fixture.options());
  assert.equal(fixture.server.requests.length, 1);
  await installModel(entry, fixture.options({ again: true }));
  assert.equal(fixture.server.requests.length, 2);
});

test('a model that the catalogue makes otherwise by now is renewed', async () => {
  await installModel(dataEntry('model-a', [fixture.serve('a.bin', randomBytes(100))]), fixture.options());
  const body = randomBytes(120);
  const changed = dataEntry('model-a', [fixture.serve('a.bin', body)]);
  const { folder } = await installModel(changed, fixture.options());
  assert.deepEqual(await readFile(join(folder, 'a.bin')), body);
});

test('a model whose newer version cannot be had is kept, and that is said', async () => {
  const body = randomBytes(100);
  await installModel(dataEntry('model-a', [fixture.serve('a.bin', body)]), fixture.options());
  const missing = { ...fixture.pin('gone.bin', randomBytes(120)), path: 'a.bin' };
  const seen: InstallProgress[] = [];
  const { folder } = await installModel(
    dataEntry('model-a', [missing]),
    fixture.options({ onProgress: (progress) => seen.push(progress) }),
  );
  assert.deepEqual(await readFile(join(folder, 'a.bin')), body);
  assert.match(seen.find(({ phase }) => phase === 'kept')?.detail ?? '', /gone\.bin/);
});

test('the same files from another address are not fetched again', async () => {
  const body = randomBytes(100);
  await installModel(dataEntry('model-a', [fixture.serve('a.bin', body)]), fixture.options());
  await installModel(dataEntry('model-a', [{ ...fixture.pin('moved.bin', body), path: 'a.bin' }]), fixture.options());
  assert.equal(fixture.server.requests.length, 1);
});

test('a damaged model is replaced', async () => {
  const body = randomBytes(100);
  const entry = dataEntry('model-a', [fixture.serve('a.bin', body)]);
  const { folder } = await installModel(entry, fixture.options());
  await chmod(join(folder, 'a.bin'), 0o644);
  await writeFile(join(folder, 'a.bin'), 'short');
  await assert.rejects(fixture.store.locate('model-a'), hasCode('model-corrupt'));
  await installModel(entry, fixture.options());
  assert.deepEqual(await readFile(join(folder, 'a.bin')), body);
});

test('verify tells a changed, a missing and a resized file', async () => {
  const files = ['a', 'b', 'c', 'd'].map((name) => fixture.serve(name, randomBytes(100)));
  const { folder } = await installModel(dataEntry('model-a', files), fixture.options());
  for (const name of ['a', 'b']) await chmod(join(folder, name), 0o644);
  await writeFile(join(folder, 'a'), randomBytes(100));
  await writeFile(join(folder, 'b'), randomBytes(99));
  await rm(join(folder, 'c'));
  assert.deepEqual((await fixture.store.verify('model-a')).problems, [
    { path: 'a', problem: 'wrong-hash' },
    { path: 'b', problem: 'wrong-size' },
    { path: 'c', problem: 'missing' },
  ]);
});

test('a source that has not got the file gives way to the next', async () => {
  const body = randomBytes(100);
  const missing = fixture.pin('gone.bin', body);
  const entry = dataEntry('model-a', [{ ...missing, path: 'a.bin' }], [fixture.serve('a.bin', body)]);
  await installModel(entry, fixture.options());
  assert.deepEqual(
    fixture.server.requests.map(({ path }) => path),
    ['/gone.bin', '/a.bin'],
  );
});

test('a source with other bytes gives way to the next; alone it is a hash mismatch', async () => {
  const body = randomBytes(100);
  const good = fixture.serve('a.bin', body);
  const evil = { ...fixture.serve('evil.bin', randomBytes(100)), sha256: good.sha256, path: 'a.bin' };
  await installModel(dataEntry('model-a', [evil], [good]), fixture.options());
  await assert.rejects(installModel(dataEntry('model-b', [evil]), fixture.options()), hasCode('hash-mismatch'));
  assert.deepEqual(await fixture.contents(), ['model-a/a.bin', 'model-a/manifest.json']);
});

test('a file that its pre-parser refuses never lands', async () => {
  const files = [fixture.serve('model.gguf', Buffer.from('GGUF, but not really'))];
  const produces = [{ role: 'model', path: 'model.gguf', format: 'gguf' as const }];
  const entry = {
    ...dataEntry('model-a', files),
    kind: 'llm' as const,
    chatFamily: 'chatml' as const,
    contextTokens: 512,
    produces,
  };
  await assert.rejects(installModel(entry, fixture.options()), hasCode('model-corrupt'));
  assert.deepEqual(await fixture.contents(), []);
});

test('without room on the disk nothing is begun', async () => {
  const entry = dataEntry('model-a', [fixture.serve('a.bin', randomBytes(1000))]);
  await assert.rejects(installModel(entry, fixture.options({ free: async () => 500 })), (error: SottoFault) => {
    assert.equal(error.code, 'disk-full');
    assert.match(error.message, /\(1101 bytes\).*\(500 bytes\)/);
    return true;
  });
  assert.deepEqual([fixture.server.requests, await fixture.contents()], [[], []]);
});

test('a cancelled installation leaves only the part, and the next one continues it', async () => {
  const body = randomBytes(50_000);
  const entry = dataEntry('model-a', [fixture.serve('a.bin', body)]);
  fixture.server.files.set('/a.bin', { body, stallAfterBytes: 20_000 });
  const abort = new AbortController();
  const onProgress = ({ receivedBytes }: InstallProgress): void =>
    receivedBytes === 20_000 ? abort.abort() : undefined;
  await assert.rejects(
    installModel(entry, fixture.options({ signal: abort.signal, onProgress })),
    hasCode('cancelled'),
  );
  assert.deepEqual(
    (await fixture.contents()).map((path) => path.replace(/[0-9a-f]{64}/, 'HASH')),
    ['.parts/HASH.part', '.parts/HASH.part.json'],
  );
  fixture.server.files.set('/a.bin', { body });
  await installModel(entry, fixture.options());
  assert.equal(fixture.server.requests.at(-1)?.range, 'bytes=20000-49999');
});

test('two installations at once fetch once, and both succeed', async () => {
  const entry = dataEntry('model-a', [fixture.serve('a.bin', randomBytes(1000))]);
  const both = await Promise.all([installModel(entry, fixture.options()), installModel(entry, fixture.options())]);
  assert.deepEqual(
    both.map(({ id }) => id),
    ['model-a', 'model-a'],
  );
  assert.equal(fixture.server.requests.length, 1);
});

test('the lock of a dead process is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await mkdir(fixture.store.locksDir, { recursive: true });
  await writeFile(join(fixture.store.locksDir, 'model-a.lock'), String(child.pid));
  await installModel(dataEntry('model-a', [fixture.serve('a.bin', randomBytes(10))]), fixture.options());
  assert.deepEqual(await fixture.contents(), ['model-a/a.bin', 'model-a/manifest.json']);
});

test('an installation killed in the middle leaves no model, and the next start sweeps up', async () => {
  const body = randomBytes(50_000);
  const entry = dataEntry('model-a', [fixture.serve('a.bin', body)]);
  fixture.server.files.set('/a.bin', { body, stallAfterBytes: 20_000 });
  const stalled = new Promise<void>((resolve) => {
    fixture.server.onStalled = resolve;
  });
  const script = `
    const { installModel } = await import(${JSON.stringify(siblingUrl('install'))});
    const { ModelStore } = await import(${JSON.stringify(siblingUrl('store'))});
    await installModel(${JSON.stringify(entry)}, {
      store: new ModelStore(${JSON.stringify(fixture.dataDir)}),
      signal: new AbortController().signal,
      archivesDir: ${JSON.stringify(join(fixture.dataDir, 'archives'))},
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  await stalled;
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual(await fixture.store.list(), []);
  await assert.rejects(fixture.store.locate('model-a'), hasCode('model-missing'));
  await fixture.store.sweep(Date.now());
  assert.deepEqual(
    (await fixture.contents()).filter((path) => path.startsWith('.staging')),
    [],
  );
  fixture.server.files.set('/a.bin', { body });
  await installModel(entry, fixture.options());
  assert.deepEqual(await fixture.store.verify('model-a'), { id: 'model-a', problems: [] });
});

test('removing a model takes it out of the store, and a second time it is missing', async () => {
  await installModel(dataEntry('model-a', [fixture.serve('a.bin', randomBytes(10))]), fixture.options());
  await fixture.store.remove('model-a');
  assert.deepEqual(await fixture.contents(), []);
  await assert.rejects(fixture.store.remove('model-a'), hasCode('model-missing'));
});

test('an id never leads out of the store', async () => {
  for (const id of ['..', '../x', 'a/b', '.staging', '', 'A', '/etc']) {
    assert.throws(() => fixture.store.folderOf(id), hasCode('model-unknown'), id);
  }
});

/** The module beside this one, whether this runs from the sources or compiled. */
function siblingUrl(name: string): string {
  return new URL(`./${name}${extname(import.meta.filename)}`, import.meta.url).href;
}
