import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import type { TurnRecord } from '../../engine/storage/conversation-store.ts';
import { connectLibsql } from '../../engine/storage/libsql.adapter.ts';
import type { OpenedStore } from '../../engine/storage/open-conversation-store.ts';
import { openConversationStore } from '../../engine/storage/open-conversation-store.ts';
import type { StorageChildMessage } from './storage-child.ts';
import { CONVERSATION } from './storage-child.ts';

const CHILD = join(import.meta.dirname, `storage-child${extname(import.meta.filename)}`);
const KEY = 'f00d'.repeat(16);
const OLD = 'old' as ConversationId;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-full-'));
});
afterEach(() => rm(folder, { recursive: true }));

function said(number: number): TurnRecord {
  const text = `turn ${number} ${'with some words '.repeat(60)}`;
  return { number: number as TurnId, role: 'user', text, status: 'complete', createdAtMs: number };
}

async function opened(into: string, encryptionKey?: string, durabilities: string[] = []): Promise<OpenedStore> {
  return openConversationStore({
    folder: into,
    connect: connectLibsql,
    encryptionKey,
    nowMs: Date.now,
    onDurabilityChange: ({ kind }) => durabilities.push(kind),
  });
}

test('a process whose files may not grow keeps talking, and keeps what it had written', {
  skip: process.platform === 'win32' && 'there is no limit on file sizes to set',
}, async () => {
  const turns = 1_200;
  // Blocks of 512 bytes, or 1024 in some shells: either way the log meets the limit long before the last turn.
  const script = 'ulimit -f 800; exec "$0" "$@"';
  const child = spawn('/bin/sh', ['-c', script, process.execPath, CHILD, folder, '-', String(turns)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const messages: StorageChildMessage[] = [];
  child.on('message', (message: StorageChildMessage) => messages.push(message));
  const [code, signal] = await once(child, 'close');
  assert.deepEqual(
    { code, signal, refused: messages.filter(({ type }) => type === 'refused') },
    { code: 0, signal: null, refused: [] },
  );
  const kept = messages.filter(({ type }) => type === 'kept').length;
  const full = messages.findIndex((message) => message.type === 'durability' && message.kind === 'in-memory');
  assert.equal(kept, turns);
  assert.notEqual(full, -1, 'the limit was never met');
  assert.deepEqual(messages.at(-1), { type: 'waiting-visible', turns });

  const { store, report } = await opened(folder);
  assert.equal(report.outcome, 'opened');
  const written = messages.slice(0, full).filter(({ type }) => type === 'kept').length;
  assert.ok((await store.turns(CONVERSATION)).length >= written);
  await store[Symbol.asyncDispose]();
});

describe('a small disk that fills up', { skip: !canMount() && 'mounting a file system of its own needs root' }, () => {
  let disk: string;
  beforeEach(async () => {
    disk = join(folder, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk]);
  });
  afterEach(() => {
    // Lazily: a closed database lets go of its files when it is collected as garbage.
    execFileSync('umount', ['-l', disk]);
  });

  /** Takes all that is left. */
  async function fill(): Promise<void> {
    const file = await open(join(disk, 'filler'), 'a');
    try {
      for (let bytes = 1 << 20; bytes >= 512; ) {
        try {
          await file.appendFile(Buffer.alloc(bytes, 1));
        } catch {
          bytes /= 2;
        }
      }
    } finally {
      await file.close();
    }
  }

  test('costs no turn that was acknowledged, and all reach the disk once there is room', async () => {
    const durabilities: string[] = [];
    const { store, maintain } = await opened(disk, KEY, durabilities);
    await store.createConversation({ id: CONVERSATION, title: 'Title', createdAtMs: 1 });
    for (let number = 1; number <= 20; number++) await store.keepTurn(CONVERSATION, said(number));
    await fill();
    for (let number = 21; number <= 60; number++) await store.keepTurn(CONVERSATION, said(number));
    assert.deepEqual(durabilities, ['in-memory']);
    assert.equal((await store.turns(CONVERSATION)).length, 60);
    await maintain();
    assert.deepEqual(durabilities, ['in-memory']);
    await rm(join(disk, 'filler'));
    await maintain();
    assert.deepEqual(durabilities, ['in-memory', 'on-disk']);
    await store[Symbol.asyncDispose]();

    const again = await opened(disk, KEY);
    assert.equal((await again.store.turns(CONVERSATION)).length, 60);
    await again.store[Symbol.asyncDispose]();
  });

  test('still lets conversations be deleted, and closes and opens', async () => {
    const { store } = await opened(disk, KEY);
    await store.createConversation({ id: OLD, title: 'Old', createdAtMs: 1 });
    await store.createConversation({ id: CONVERSATION, title: 'Title', createdAtMs: 1 });
    for (let number = 1; number <= 200; number++) await store.keepTurn(OLD, said(number));
    assert.ok((await readdir(disk)).includes('ballast'));
    await fill();
    for (let number = 1; number <= 10; number++) await store.keepTurn(CONVERSATION, said(number));
    await store.deleteConversation(OLD);
    assert.equal(store.waiting, 0);
    await fill();
    for (let number = 11; number <= 40; number++) await store.keepTurn(CONVERSATION, said(number));
    await store[Symbol.asyncDispose]();

    const again = await opened(disk, KEY);
    assert.equal(again.report.outcome, 'opened');
    const turns = await again.store.turns(CONVERSATION);
    assert.ok(turns.length >= 10);
    assert.equal(await again.store.findConversation(OLD), undefined);
    await rm(join(disk, 'filler'));
    await again.maintain();
    assert.equal((await stat(join(disk, 'ballast'))).size, 16 * 1024 * 1024);
    await again.store[Symbol.asyncDispose]();
  });
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
