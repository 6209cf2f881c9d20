/** A readable profile whose encryption is killed at each step, and at moments between them, loses nothing. */

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import { connectLibsql } from '../../engine/storage/libsql.adapter.ts';
import { openConversationStore } from '../../engine/storage/open-conversation-store.ts';
import { ENCRYPTION_STEPS, encryptProfile } from '../../engine/storage/vault/encrypt-profile.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const KEY = '5eed'.repeat(16);
const WORD = 'xylophone';
const A = 'a' as ConversationId;
const TURNS = 300;
/** Source or compiled, whichever this file is. */
const CHILD = join(import.meta.dirname, `encrypt-child${extname(import.meta.filename)}`);

const open = (folder: string, encryptionKey?: string) =>
  openConversationStore({ folder, connect: connectLibsql, encryptionKey, nowMs: Date.now, onDurabilityChange() {} });

async function readableProfile(folder: string): Promise<void> {
  const { store, audio } = await open(folder);
  await store.createConversation({ id: A, title: WORD, createdAtMs: 1 });
  for (let number = 1; number <= TURNS; number += 1) {
    const text = `${WORD} ${number} ${'and more '.repeat(40)}`;
    await store.keepTurn(A, { number: number as TurnId, role: 'user', text, status: 'complete', createdAtMs: number });
  }
  for (const name of ['one', 'two', 'three']) {
    await audio.keep(A, name, { pcm: new Float32Array(16_000).fill(0.25), sampleRateHz: 16_000 });
  }
  await store[Symbol.asyncDispose]();
}

async function assertWholeAndSealed(folder: string): Promise<void> {
  const { store, audio, report } = await open(folder, KEY);
  assert.equal(report.outcome, 'opened');
  assert.equal((await store.turns(A)).length, TURNS);
  assert.equal((await store.searchTurns(WORD, { limit: TURNS })).length, TURNS);
  assert.deepEqual(await audio.names(A), ['one', 'three', 'two']);
  for (const name of await audio.names(A)) assert.equal((await audio.read(A, name)).pcm.length, 16_000);
  await store[Symbol.asyncDispose]();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name), 'latin1');
    for (const sign of [WORD, 'SQLite format 3', 'WAVEfmt '])
      assert.ok(!content.includes(sign), `${entry.name}: ${sign}`);
  }
}

const finish = (folder: string): Promise<void> =>
  encryptProfile({ folder, key: KEY, connect: connectLibsql, nowMs: Date.now });

for (const step of ENCRYPTION_STEPS) {
  test(`killed at ${step}`, async (t) => {
    const folder = await scratchFolder(t);
    await readableProfile(folder);
    const child = fork(CHILD, [folder, KEY, step]);
    const [, signal] = await once(child, 'exit');
    assert.equal(signal, 'SIGKILL');
    await finish(folder);
    await assertWholeAndSealed(folder);
  });
}

test('killed at moments spread over all of it', async (t) => {
  for (let round = 0; round < 8; round += 1) {
    const folder = await scratchFolder(t);
    await readableProfile(folder);
    const child = fork(CHILD, [folder, KEY, '-']);
    const timer = setTimeout(() => child.kill('SIGKILL'), 150 + round * 60);
    await once(child, 'exit');
    clearTimeout(timer);
    await finish(folder);
    await assertWholeAndSealed(folder);
  }
});
