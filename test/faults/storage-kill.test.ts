import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openDatabase } from '../../engine/storage/database.ts';
import { connectLibsql } from '../../engine/storage/libsql.adapter.ts';
import { MIGRATIONS, schemaVersion } from '../../engine/storage/migrations.ts';
import { SqliteConversationStore } from '../../engine/storage/sqlite-conversation-store.ts';
import type { StorageChildMessage } from './storage-child.ts';
import { CONVERSATION } from './storage-child.ts';

const KEY = '5eed'.repeat(16);
/** Source or compiled, whichever this file is. */
const CHILD = join(import.meta.dirname, `storage-child${extname(import.meta.filename)}`);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-kill-'));
});
afterEach(() => rm(folder, { recursive: true }));

function start(key: string | undefined): ChildProcess {
  return fork(CHILD, [folder, key ?? '-'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Lets the child keep turns and kills it at its `kills`-th message. @returns all that it said. */
async function killAt(child: ChildProcess, kills: number): Promise<StorageChildMessage[]> {
  const messages: StorageChildMessage[] = [];
  child.on('message', (message: StorageChildMessage) => {
    messages.push(message);
    if (messages.length === kills) child.kill('SIGKILL');
  });
  if (kills === 0) child.kill('SIGKILL');
  await once(child, 'close');
  return messages;
}

for (const [name, key, rounds] of [
  ['plain', undefined, 10],
  ['encrypted', KEY, 30],
] as const) {
  describe(`a process killed while it keeps turns, ${name}`, () => {
    test(`${rounds} times, loses none that it was promised`, async () => {
      let promised = 0;
      for (let round = 0; round < rounds; round++) {
        const messages = await killAt(start(key), 1 + ((round * 7) % 23));
        for (const message of messages) {
          assert.notEqual(message.type, 'refused');
          if (message.type === 'opened') {
            assert.ok(['created', 'opened'].includes(message.outcome), message.outcome);
            assert.deepEqual(
              message.turns,
              Array.from(message.turns, (_, i) => i + 1),
            );
            assert.ok(message.turns.length >= promised, `${message.turns.length} of ${promised} turns are left`);
          }
          if (message.type === 'kept') promised = message.number;
        }
      }
      const { connection, report } = await openDatabase({
        folder,
        connect: connectLibsql,
        encryptionKey: key,
        nowMs: Date.now,
      });
      assert.equal(report.outcome, 'opened');
      assert.deepEqual(
        connection.all('PRAGMA integrity_check').map((row) => Object.values(row)),
        [['ok']],
      );
      connection.run("INSERT INTO turn_words (turn_words, rank) VALUES ('integrity-check', 1)");
      const store = new SqliteConversationStore(connection);
      assert.ok((await store.turns(CONVERSATION)).length >= promised && promised > rounds);
      await store[Symbol.asyncDispose]();
    });
  });
}

test('a process killed anywhere in its first start leaves a profile that opens', async () => {
  for (let round = 0; round < 12; round++) {
    await rm(folder, { recursive: true });
    const child = start(KEY);
    // The moments lie in set-up, before anything is said: spread over the time a start takes.
    const timer = setTimeout(() => child.kill('SIGKILL'), 60 + round * 12);
    await killAt(child, 3);
    clearTimeout(timer);
    const { connection } = await openDatabase({ folder, connect: connectLibsql, encryptionKey: KEY, nowMs: Date.now });
    assert.equal(schemaVersion(connection), MIGRATIONS.length);
    connection[Symbol.dispose]();
  }
});

test('a process killed while it migrates leaves all that was kept, and the next one finishes', async () => {
  const turns = 4_000;
  for (let round = 0; round < 8; round++) {
    await rm(folder, { recursive: true });
    const old = await openDatabase({
      folder,
      connect: connectLibsql,
      nowMs: Date.now,
      migrations: MIGRATIONS.slice(0, 1),
    });
    old.connection.transaction(() => {
      old.connection.run('INSERT INTO conversations VALUES (?, ?, 1, 1, NULL, NULL)', CONVERSATION, 'Title');
      for (let number = 1; number <= turns; number++) {
        const text = `turn ${number} ${'with some words '.repeat(10)}`;
        old.connection.run(
          "INSERT INTO turns VALUES (?, ?, ?, 'user', ?, NULL, 'complete', 1)",
          number,
          CONVERSATION,
          number,
          text,
        );
      }
    });
    old.connection[Symbol.dispose]();
    const child = start(undefined);
    // Spread over the time that a start takes, of which the migration is the larger part.
    const timer = setTimeout(() => child.kill('SIGKILL'), 100 + round * 25);
    await killAt(child, 1);
    clearTimeout(timer);
    const { connection, report } = await openDatabase({ folder, connect: connectLibsql, nowMs: Date.now });
    assert.deepEqual([report.outcome, schemaVersion(connection)], ['opened', MIGRATIONS.length]);
    const store = new SqliteConversationStore(connection);
    // The child goes on to keep turns of its own once it has migrated.
    const kept = (await store.turns(CONVERSATION)).filter(({ number }) => number <= turns);
    assert.equal(kept.length, turns);
    assert.equal((await store.searchTurns('words', { limit: turns })).length, turns);
    await store[Symbol.asyncDispose]();
  }
});
