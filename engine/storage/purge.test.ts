import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import type { TurnTrace } from '../../contract/trace.ts';
import { scratchFolder } from '../../test/support/scratch-folder.ts';
import { connectLibsql } from './libsql.adapter.ts';
import { openConversationStore } from './open-conversation-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SOUND = { pcm: new Float32Array(160), sampleRateHz: 16_000 };
const id = (text: string): ConversationId => text as ConversationId;

async function profile(t: TestContext) {
  const folder = await scratchFolder(t);
  const clock = { nowMs: 1000 * DAY_MS };
  const open = () =>
    openConversationStore({ folder, connect: connectLibsql, nowMs: () => clock.nowMs, onDurabilityChange() {} });
  const opened = await open();
  t.after(() => opened.store[Symbol.asyncDispose]());
  return { folder, clock, open, ...opened };
}

type Opened = Awaited<ReturnType<typeof profile>>;

/** Says a word often, everywhere that words are kept. */
async function talk({ store, traces, audio }: Opened, name: string, word: string, atMs: number): Promise<void> {
  await store.createConversation({ id: id(name), title: `About ${word}`, createdAtMs: atMs });
  for (let number = 1; number <= 200; number += 1) {
    const text = `${word} and more about ${word} ${number}`;
    const turn = { number: number as TurnId, role: 'user', text, status: 'complete', createdAtMs: atMs } as const;
    await store.keepTurn(id(name), turn);
    await store.keepTurn(id(name), { ...turn, role: 'assistant', heardText: word });
  }
  await store.keepSummary(id(name), { text: `all about ${word}`, throughTurn: 100 as TurnId });
  await traces.keepTrace(id(name), { note: word } as unknown as TurnTrace);
  await audio.keep(id(name), 'turn-1', SOUND);
}

async function filesWith(folder: string, word: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return files.filter((_, i) => contents[i]?.toLowerCase().includes(word));
}

test('after a purge no file of the profile has a word of what went, and what stays is whole', async (t) => {
  const opened = await profile(t);
  const { folder, clock, store, audio, traces, maintain, purge } = opened;
  await talk(opened, 'old', 'xylophone', clock.nowMs - 10 * DAY_MS);
  await talk(opened, 'young', 'harmonica', clock.nowMs - DAY_MS);
  clock.nowMs += 2 * DAY_MS;
  await maintain(); // copies all of it
  await writeFile(join(folder, 'sotto.db.corrupt-1'), 'xylophone');
  await store.renameConversation(id('old'), 'xylophone again', clock.nowMs - 10 * DAY_MS);
  assert.ok((await filesWith(folder, 'xylophone')).length >= 3);

  const report = await purge({ conversationsBeforeMs: clock.nowMs - 5 * DAY_MS });
  assert.deepEqual(report, { conversations: 1, sounds: 0 });
  assert.deepEqual(await filesWith(folder, 'xylophone'), []);
  assert.deepEqual(await audio.names(id('old')), []);
  assert.equal((await store.turns(id('young'))).length, 400);
  assert.equal((await store.searchTurns('harmonica 117')).length, 2);
  assert.deepEqual(await store.searchTurns('xylophone'), []);
  assert.deepEqual(await audio.names(id('young')), ['turn-1']);
  assert.deepEqual(await traces.traces(id('old')), []);
  assert.equal((await readdir(join(folder, 'snapshots'))).length, 1);

  await purge({ conversationsBeforeMs: Number.POSITIVE_INFINITY, pinnedBeforeMs: Number.POSITIVE_INFINITY });
  assert.deepEqual(await filesWith(folder, 'harmonica'), []);
  assert.deepEqual(await store.listConversations(), []);
});

test('pinned conversations and the open one stay unless they are meant', async (t) => {
  const { store, clock, purge } = await profile(t);
  for (const name of ['plain', 'pinned', 'open']) {
    await store.createConversation({ id: id(name), title: name, createdAtMs: 1 });
  }
  await store.pinConversation(id('pinned'), true);
  const names = async (): Promise<string[]> => (await store.listConversations()).map(({ title }) => title).sort();
  await purge({ conversationsBeforeMs: clock.nowMs, except: id('open') });
  assert.deepEqual(await names(), ['open', 'pinned']);
  await purge({ pinnedBeforeMs: clock.nowMs });
  assert.deepEqual(await names(), ['open']);
});

test('old sound goes from conversations that stay', async (t) => {
  const { store, folder, clock, audio, purge } = await profile(t);
  await store.createConversation({ id: id('a'), title: 'a', createdAtMs: clock.nowMs });
  await audio.keep(id('a'), 'old', SOUND);
  await audio.keep(id('a'), 'young', SOUND);
  const longAgoSec = 1000;
  await utimes(join(folder, 'audio', 'a', 'old.wav'), longAgoSec, longAgoSec);
  assert.deepEqual(await purge({ audioBeforeMs: 2_000_000 }), { conversations: 0, sounds: 1 });
  assert.deepEqual(await audio.names(id('a')), ['young']);
});
