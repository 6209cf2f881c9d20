import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { decodeWav, encodeWav } from './wav.ts';
import { readWavFile } from './wav-file.ts';
import { WavWriter } from './wav-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-wav-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('writes piece by piece what one encoding of the whole would give', async () => {
  const path = join(folder, 'reply.wav');
  const writer = await WavWriter.create(path, 22_050);
  await writer.write(Float32Array.of(0.1, 0.2));
  await writer.write(Float32Array.of(-0.3));
  assert.equal(writer.samples, 3);
  await writer.finish();
  assert.deepEqual(
    new Uint8Array(await readFile(path)),
    encodeWav({ pcm: Float32Array.of(0.1, 0.2, -0.3), sampleRateHz: 22_050 }),
  );
  assert.deepEqual(await readdir(folder), ['reply.wav']);
});

test('nothing is in place before it is finished, and nothing stays when it never is', async () => {
  const path = join(folder, 'reply.wav');
  const writer = await WavWriter.create(path, 16_000);
  await writer.write(Float32Array.of(0.5));
  assert.ok(!(await readdir(folder)).includes('reply.wav'));
  await writer[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(folder), []);
});

test('a cut-short file is readable: the header of an unfinished one says "to the end"', async () => {
  const writer = await WavWriter.create(join(folder, 'reply.wav'), 16_000);
  await writer.write(Float32Array.of(0.5, 0.25));
  const [part = ''] = await readdir(folder);
  assert.deepEqual([...decodeWav(await readFile(join(folder, part))).pcm], [0.5, 0.25]);
  await writer[Symbol.asyncDispose]();
});

test('disposed after it is finished, the file stays', async () => {
  const path = join(folder, 'reply.wav');
  const writer = await WavWriter.create(path, 16_000);
  await writer.write(Float32Array.of(0.5));
  await writer.finish();
  await writer[Symbol.asyncDispose]();
  assert.equal((await readWavFile(path)).pcm.length, 1);
});

test('a folder that is not there is a fault', async () => {
  await assert.rejects(WavWriter.create(join(folder, 'no', 'reply.wav'), 16_000), { code: 'bad-input' });
});

test('reading: no such file and a folder are faults', async () => {
  await assert.rejects(readWavFile(join(folder, 'none.wav')), { code: 'bad-input', message: /There is no file/ });
  await assert.rejects(readWavFile(folder), { code: 'bad-input', message: /is a folder/ });
});
