import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ConversationId, TurnId } from '../../../contract/ids.ts';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { connectLibsql } from '../libsql.adapter.ts';
import { openConversationStore } from '../open-conversation-store.ts';
import { type SqliteConnect, SqliteFailure } from '../sqlite.ts';
import { ENCRYPTION_STEPS, encryptProfile } from './encrypt-profile.ts';

const KEY = 'a1b2c3d4e5f60718'.repeat(4);
const A = 'conversation/a' as ConversationId;
const WORD = 'xylophone';
const SOUND = { pcm: new Float32Array(160).fill(0.5), sampleRateHz: 16_000 };

const open = (folder: string, encryptionKey?: string) =>
  openConversationStore({ folder, connect: connectLibsql, encryptionKey, nowMs: Date.now, onDurabilityChange() {} });

/** Conversations, a trace, snapshots, sound, and a damaged database that was set aside. */
async function readableProfile(t: TestContext): Promise<string> {
  const folder = await scratchFolder(t);
  const { store, audio } = await open(folder);
  await store.createConversation({ id: A, title: `About a ${WORD}`, createdAtMs: 1 });
  for (let number = 1; number <= 30; number += 1) {
    const turn = { number: number as TurnId, role: 'user', status: 'complete', createdAtMs: number } as const;
    await store.keepTurn(A, { ...turn, text: `${WORD} ${number}` });
  }
  await store.keepSummary(A, { text: `a ${WORD}`, throughTurn: 3 as TurnId });
  await audio.keep(A, 'turn.1', SOUND);
  await store[Symbol.asyncDispose]();
  await rm(join(folder, 'snapshots'), { recursive: true });
  await (await open(folder)).store[Symbol.asyncDispose](); // takes a snapshot of what was said
  await writeFile(join(folder, 'sotto.db.corrupt-1'), `damaged ${WORD}`);
  await writeFile(join(folder, 'sotto.db.restoring.part'), WORD);
  await mkdir(join(folder, 'snapshots'), { recursive: true });
  await writeFile(join(folder, 'snapshots', '5.db.part'), WORD);
  assert.ok((await filesWith(folder, WORD)).length >= 4);
  return folder;
}

async function filesWith(folder: string, word: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return files.filter((_, i) => contents[i]?.includes(word));
}

async function assertWhole(folder: string): Promise<void> {
  const { store, audio, report } = await open(folder, KEY);
  assert.equal(report.outcome, 'opened');
  assert.equal((await store.turns(A)).length, 30);
  assert.equal((await store.summary(A))?.text, `a ${WORD}`);
  assert.equal((await store.searchTurns(`${WORD} 17`)).length, 1);
  assert.equal((await audio.read(A, 'turn.1')).pcm.length, 160);
  await store[Symbol.asyncDispose]();
  assert.deepEqual(await filesWith(folder, WORD), []);
  assert.deepEqual(await filesWith(folder, 'SQLite format 3'), []);
  // Random bytes have four letters now and then.
  assert.deepEqual(await filesWith(folder, 'WAVEfmt '), []);
}

test('a readable profile becomes an encrypted one, with all that it holds and no readable file left', async (t) => {
  const folder = await readableProfile(t);
  await encryptProfile({ folder, key: KEY, connect: connectLibsql, nowMs: Date.now });
  await assertWhole(folder);
  assert.ok((await readdir(folder)).includes('sotto.db.corrupt-1.sealed'));
});

for (const step of ENCRYPTION_STEPS) {
  test(`interrupted after ${step}, it finishes the next time`, async (t) => {
    const folder = await readableProfile(t);
    const stop = new Error('interrupted');
    const profile = { folder, key: KEY, connect: connectLibsql, nowMs: Date.now };
    const interrupted = encryptProfile({
      ...profile,
      onStep(done) {
        if (done === step) throw stop;
      },
    });
    await assert.rejects(interrupted, stop);
    await encryptProfile(profile);
    await assertWhole(folder);
  });
}

test('a profile with nothing in it, and one that is encrypted already, are encrypted', async (t) => {
  const folder = await scratchFolder(t);
  const profile = { folder, key: KEY, connect: connectLibsql, nowMs: Date.now };
  await encryptProfile(profile);
  await encryptProfile(profile);
  const { store, report } = await open(folder, KEY);
  assert.equal(report.outcome, 'opened');
  await store[Symbol.asyncDispose]();
});

test('a profile that is encrypted with another key is left as it is', async (t) => {
  const folder = await scratchFolder(t);
  await (await open(folder, 'ff'.repeat(32))).store[Symbol.asyncDispose]();
  const before = await readFile(join(folder, 'sotto.db'));
  await assert.rejects(encryptProfile({ folder, key: KEY, connect: connectLibsql, nowMs: Date.now }), {
    code: 'storage-key-wrong',
  });
  assert.deepEqual(await readFile(join(folder, 'sotto.db')), before);
});

test('where the disk has no room for the copy nothing is changed, and nothing is left of it', async (t) => {
  const folder = await readableProfile(t);
  const fullDisk: SqliteConnect = (path, key) => {
    const connection = connectLibsql(path, key);
    connection.copyEncrypted = (copy) => {
      writeFileSync(copy, 'half of it');
      throw new SqliteFailure('full', 'no room', undefined);
    };
    return connection;
  };
  await assert.rejects(encryptProfile({ folder, key: KEY, connect: fullDisk, nowMs: Date.now }), {
    code: 'storage-read-only',
  });
  assert.ok(!(await readdir(folder)).includes('sotto.db.encrypting'));
  const { store } = await open(folder);
  assert.equal((await store.turns(A)).length, 30);
  await store[Symbol.asyncDispose]();
});

test('sealed sound keeps its age, by which it is deleted one day', async (t) => {
  const folder = await readableProfile(t);
  const [name] = await readdir(join(folder, 'audio'));
  const path = join(folder, 'audio', name ?? '', 'turn.1.wav');
  await utimes(path, 1000, 1000);
  await encryptProfile({ folder, key: KEY, connect: connectLibsql, nowMs: Date.now });
  assert.equal((await stat(`${path}.sealed`)).mtimeMs, 1_000_000);
});
