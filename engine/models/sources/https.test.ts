import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { SottoFault } from '../../../contract/faults.ts';
import { FakeFileServer } from './fake-file-server.ts';
import { type DownloadOptions, downloadFile, type PinnedFile } from './https.ts';
import { Reachability } from './reachability.ts';

let server: FakeFileServer;
let folder: string;
let target: string;
let partsDir: string;

beforeEach(async () => {
  server = await FakeFileServer.start();
  folder = await mkdtemp(join(tmpdir(), 'sotto-https-'));
  target = join(folder, 'out', 'model.bin');
  partsDir = join(folder, 'parts');
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function pin(body: Buffer, path: string = '/model.bin'): PinnedFile {
  return { url: server.url(path), size: body.length, sha256: createHash('sha256').update(body).digest('hex') };
}

function options(extra: Partial<DownloadOptions> = {}): DownloadOptions {
  const signal = new AbortController().signal;
  return { partsDir, signal, reachability: new Reachability(), retryDelayMs: 1, ...extra };
}

const hasCode = (code: string) => (error: unknown) => (error as SottoFault).code === code;

test('a file arrives whole and leaves no part behind', async () => {
  const body = randomBytes(300_000);
  server.files.set('/model.bin', { body });
  await downloadFile(pin(body), target, options());
  assert.deepEqual([await readFile(target), await readdir(partsDir)], [body, []]);
});

test('a redirect is followed', async () => {
  const body = randomBytes(1000);
  server.files.set('/old', { body: Buffer.alloc(0), redirectTo: '/model.bin' });
  server.files.set('/model.bin', { body });
  await downloadFile(pin(body, '/old'), target, options());
  assert.deepEqual(await readFile(target), body);
});

test('after a cut the rest is asked for, under the condition that the file is the same', async () => {
  const body = randomBytes(200_000);
  server.files.set('/model.bin', { body, etag: '"v1"', cutAfterBytes: 60_000, cuts: 2 });
  await downloadFile(pin(body), target, options());
  assert.deepEqual(await readFile(target), body);
  assert.deepEqual(
    server.requests.map(({ ifRange }) => ifRange),
    [undefined, '"v1"', '"v1"'],
  );
  assert.deepEqual(
    server.requests.map(({ range }) => Number(/=(\d+)/.exec(range ?? '')?.[1]) > 0),
    [false, true, true],
  );
});

test('a later call continues where an earlier one gave up', async () => {
  const body = randomBytes(200_000);
  server.files.set('/model.bin', { body, stallAfterBytes: 80_000 });
  const abort = new AbortController();
  const received: number[] = [];
  const onReceived = (bytes: number): void => {
    received.push(bytes);
    if (bytes === 80_000) abort.abort();
  };
  await assert.rejects(
    downloadFile(pin(body), target, options({ signal: abort.signal, onReceived })),
    hasCode('cancelled'),
  );
  server.files.set('/model.bin', { body });
  await downloadFile(pin(body), target, options());
  assert.deepEqual([await readFile(target), server.requests.at(-1)?.range], [body, 'bytes=80000-199999']);
});

test('a file that changed meanwhile is fetched anew', async () => {
  const body = randomBytes(100_000);
  server.files.set('/model.bin', { body: randomBytes(100_000), etag: '"old"', cutAfterBytes: 50_000, cuts: 9 });
  const files = server.files;
  await assert.rejects(
    downloadFile(
      pin(body),
      target,
      options({ onReceived: () => server.files.set('/model.bin', { body, etag: '"new"', status: 503 }) }),
    ),
    hasCode('source-unreachable'),
  );
  files.set('/model.bin', { body, etag: '"new"' });
  await downloadFile(pin(body), target, options());
  assert.deepEqual(await readFile(target), body);
});

test('a large file comes over several connections', async () => {
  const body = randomBytes(400_000);
  server.files.set('/model.bin', { body, etag: '"v1"', chunkBytes: 20_000 });
  await downloadFile(pin(body), target, options({ parallelMinBytes: 100_000 }));
  assert.deepEqual(await readFile(target), body);
  assert.deepEqual(server.requests.map(({ range }) => range).sort(), [
    'bytes=0-99999',
    'bytes=100000-199999',
    'bytes=200000-299999',
    'bytes=300000-399999',
  ]);
});

test('several connections that are all cut resume each in its place', async () => {
  const body = randomBytes(400_000);
  server.files.set('/model.bin', { body, etag: '"v1"', cutAfterBytes: 30_000, cuts: 6 });
  await downloadFile(pin(body), target, options({ parallelMinBytes: 100_000 }));
  assert.deepEqual(await readFile(target), body);
});

test('a server without ranges sends a large file over one connection', async () => {
  const body = randomBytes(400_000);
  server.files.set('/model.bin', { body, ranges: 'ignored' });
  await downloadFile(pin(body), target, options({ parallelMinBytes: 100_000 }));
  assert.deepEqual([await readFile(target), server.requests.length], [body, 1]);
});

test('a wrong hash is refused and nothing of it is kept', async () => {
  const body = randomBytes(50_000);
  server.files.set('/model.bin', { body: randomBytes(50_000) });
  await assert.rejects(downloadFile(pin(body), target, options()), hasCode('hash-mismatch'));
  assert.deepEqual(await readdir(partsDir), []);
  await assert.rejects(readFile(target), { code: 'ENOENT' });
});

test('a wrong size is refused before it is downloaded', async () => {
  const body = randomBytes(50_000);
  server.files.set('/model.bin', { body: randomBytes(60_000), ranges: 'ignored' });
  const received: number[] = [];
  await assert.rejects(
    downloadFile(pin(body), target, options({ onReceived: (bytes) => received.push(bytes) })),
    hasCode('hash-mismatch'),
  );
  assert.deepEqual(received, []);
});

test('a spoilt part from an earlier run is found out and thrown away', async () => {
  const body = randomBytes(100_000);
  const file = pin(body);
  server.files.set('/model.bin', { body, stallAfterBytes: 40_000 });
  const abort = new AbortController();
  const onReceived = (bytes: number): void => (bytes === 40_000 ? abort.abort() : undefined);
  await assert.rejects(downloadFile(file, target, options({ signal: abort.signal, onReceived })), hasCode('cancelled'));
  await writeFile(join(partsDir, `${file.sha256}.part`), randomBytes(40_000));
  server.files.set('/model.bin', { body });
  await assert.rejects(downloadFile(file, target, options()), hasCode('hash-mismatch'));
  await downloadFile(file, target, options());
  assert.deepEqual(await readFile(target), body);
});

test('a file that is not there is the fault of the source', async () => {
  await assert.rejects(downloadFile(pin(Buffer.alloc(10)), target, options()), hasCode('source-unreachable'));
  assert.deepEqual(await readdir(partsDir), []);
});

test('a server that keeps failing is given up after a few attempts', async () => {
  server.files.set('/model.bin', { body: Buffer.alloc(0), status: 503 });
  await assert.rejects(downloadFile(pin(Buffer.alloc(10)), target, options()), hasCode('source-unreachable'));
  assert.equal(server.requests.length, 4);
});

test('a host that cannot be reached is asked once', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  await new Promise((resolve) => taken.close(resolve));
  const port = typeof address === 'object' ? address?.port : undefined;
  const reachability = new Reachability();
  const file = { ...pin(Buffer.alloc(10)), url: `http://127.0.0.1:${port}/model.bin` };
  await assert.rejects(downloadFile(file, target, options({ reachability })), hasCode('source-unreachable'));
  assert.notEqual(reachability.reasonUnreachable(new URL(file.url)), undefined);
  server.files.set('/model.bin', { body: Buffer.alloc(10) });
  reachability.markUnreachable(new URL(server.url('/')), 'told so by the test');
  await assert.rejects(
    downloadFile(pin(Buffer.alloc(10)), target, options({ reachability })),
    hasCode('source-unreachable'),
  );
  assert.equal(server.requests.length, 0);
});

test('a host that accepts the connection but never greets is given up in time', async () => {
  const silent = createServer((socket) => void socket.resume().on('error', () => undefined));
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const file = { ...pin(Buffer.alloc(10)), url: `https://127.0.0.1:${port}/model.bin` };
  await assert.rejects(downloadFile(file, target, options({ connectTimeoutMs: 20 })), hasCode('source-unreachable'));
  await new Promise((resolve) => silent.close(resolve));
});

test('a full disk is named as such and the part gives its space back', async () => {
  const body = randomBytes(200_000);
  server.files.set('/model.bin', { body });
  const openFile = (async (path: string, flags: string) => {
    const handle = await open(path, flags);
    const write = handle.write.bind(handle);
    let writtenBytes = 0;
    handle.write = (async (...args: Parameters<typeof handle.write>) => {
      if (writtenBytes > 50_000)
        throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
      const result = await write(...args);
      writtenBytes += result.bytesWritten;
      return result;
    }) as typeof handle.write;
    return handle;
  }) as typeof open;
  await assert.rejects(downloadFile(pin(body), target, options({ openFile })), (error: SottoFault) => {
    assert.equal(error.code, 'disk-full');
    assert.match(error.message, /needs .*220000 bytes.* \(\d+ bytes\) are free/);
    return true;
  });
  assert.deepEqual(await readdir(partsDir), []);
});
