import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConversationId } from '../../contract/ids.ts';
import { scratchFolder } from '../../test/support/scratch-folder.ts';
import type { Sound } from '../audio/audio-frame.ts';
import { encodePcm16 } from '../audio/wav.ts';
import { KeptAudio } from './kept-audio.ts';
import { connectLibsql } from './libsql.adapter.ts';
import { openConversationStore } from './open-conversation-store.ts';

const A = 'a' as ConversationId;
const B = '../b' as ConversationId;
const KEY = '0123456789abcdef'.repeat(4);

function tone(samples: number): Sound {
  return { pcm: Float32Array.from({ length: samples }, (_, i) => Math.sin(i / 5) / 2), sampleRateHz: 16_000 };
}

async function allFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('a sound comes back as it was kept, to 16 bits', async (t) => {
  const audio = new KeptAudio({ folder: await scratchFolder(t) });
  await audio.keep(A, '0001-user', tone(1000));
  await audio.keep(A, '0001-assistant', tone(500));
  assert.deepEqual(await audio.names(A), ['0001-assistant', '0001-user']);
  const { pcm, sampleRateHz } = await audio.read(A, '0001-user');
  assert.equal(sampleRateHz, 16_000);
  assert.deepEqual(encodePcm16(pcm), encodePcm16(tone(1000).pcm));
  await assert.rejects(audio.read(A, '0002-user'), { code: 'bad-params' });
});

test('with a key nothing of it can be read without the key, or under another name', async (t) => {
  const folder = await scratchFolder(t);
  const audio = new KeptAudio({ folder, encryptionKey: KEY });
  await audio.keep(A, '0001-user', tone(1000));
  const [file = ''] = await allFiles(folder);
  const bytes = await readFile(file);
  assert.equal(bytes.includes('RIFF'), false);
  assert.equal(bytes.includes(Buffer.from(encodePcm16(tone(1000).pcm).subarray(0, 64))), false);
  assert.equal((await audio.read(A, '0001-user')).pcm.length, 1000);
  const stranger = new KeptAudio({ folder, encryptionKey: 'f'.repeat(64) });
  await assert.rejects(stranger.read(A, '0001-user'), { code: 'storage-key-wrong' });
  await appendFile(file, 'x');
  await assert.rejects(audio.read(A, '0001-user'), { code: 'storage-key-wrong' });
});

test('beyond the bound the oldest give way', async (t) => {
  const folder = await scratchFolder(t);
  const audio = new KeptAudio({ folder, maxBytes: 5_000 });
  for (const [index, name] of ['first', 'second', 'third'].entries()) {
    await audio.keep(A, name, tone(900));
    const written = (await allFiles(folder)).find((file) => file.includes(name));
    if (written !== undefined) await utimes(written, index, index);
  }
  assert.deepEqual(await audio.names(A), ['second', 'third']);
});

test('the bound counts what was there before', async (t) => {
  const folder = await scratchFolder(t);
  await new KeptAudio({ folder, maxBytes: 5_000 }).keep(A, 'first', tone(1500));
  await utimes((await allFiles(folder))[0] ?? '', 1, 1);
  const later = new KeptAudio({ folder, maxBytes: 5_000 });
  await later.keep(B, 'second', tone(1500));
  assert.deepEqual([await later.names(A), await later.names(B)], [[], ['second']]);
});

test('audio goes with its conversation, and stays inside the folder', async (t) => {
  const folder = await scratchFolder(t);
  const opened = await openConversationStore({
    folder,
    connect: connectLibsql,
    nowMs: () => 1,
    onDurabilityChange: () => undefined,
  });
  for (const id of [A, B]) await opened.store.createConversation({ id, title: '', createdAtMs: 1 });
  for (const id of [A, B]) await opened.audio.keep(id, '0001-user', tone(100));
  assert.ok((await allFiles(join(folder, 'audio'))).length === 2);
  await opened.store.deleteConversation(B);
  assert.deepEqual([(await opened.audio.names(A)).length, (await opened.audio.names(B)).length], [1, 0]);
  await opened.store[Symbol.asyncDispose]();
});

test('what a killed process left of a deleted conversation goes when the profile opens', async (t) => {
  const folder = await scratchFolder(t);
  const options = { folder, connect: connectLibsql, nowMs: () => 1, onDurabilityChange: () => undefined };
  const first = await openConversationStore(options);
  await first.store.createConversation({ id: A, title: '', createdAtMs: 1 });
  for (const id of [A, B]) await first.audio.keep(id, '0001-user', tone(100));
  await mkdir(join(folder, 'audio', 'empty'));
  await first.store[Symbol.asyncDispose]();

  const second = await openConversationStore(options);
  assert.deepEqual([(await second.audio.names(A)).length, (await second.audio.names(B)).length], [1, 0]);
  assert.deepEqual(await readdir(join(folder, 'audio')), ['a']);
  await second.store[Symbol.asyncDispose]();
});

test('a profile without kept audio has no folder for it', async (t) => {
  const folder = await scratchFolder(t);
  const { store } = await openConversationStore({
    folder,
    connect: connectLibsql,
    nowMs: () => 1,
    onDurabilityChange: () => undefined,
  });
  await store.createConversation({ id: A, title: '', createdAtMs: 1 });
  await store.deleteConversation(A);
  await store[Symbol.asyncDispose]();
  assert.equal((await readdir(folder)).includes('audio'), false);
});
