import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import type { ConversationStore } from '../../engine/storage/conversation-store.ts';
import { openDatabase } from '../../engine/storage/database.ts';
import { FakeConversationStore } from '../../engine/storage/fake-conversation-store.ts';
import { connectLibsql } from '../../engine/storage/libsql.adapter.ts';
import { ResilientConversationStore } from '../../engine/storage/resilient-conversation-store.ts';
import { SqliteConversationStore } from '../../engine/storage/sqlite-conversation-store.ts';
import { describeConversationStore } from './conversation-store-contract.ts';

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function sqliteStore(encryptionKey: string | undefined): Promise<SqliteConversationStore> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-store-'));
  folders.push(folder);
  const { connection } = await openDatabase({ folder, connect: connectLibsql, encryptionKey, nowMs: () => 0 });
  return new SqliteConversationStore(connection);
}

/** On a disk that is full from the start, but has reserved space to delete with. */
async function fullStore(): Promise<ConversationStore> {
  const inner = new FakeConversationStore();
  inner.failChanges(new SottoFault('storage-read-only', 'The disk is full.'));
  const releaseSpace = async (): Promise<void> => inner.failChanges(undefined);
  return new ResilientConversationStore({ inner, onChange: () => undefined, releaseSpace });
}

describeConversationStore('the fake in memory', async () => new FakeConversationStore());
describeConversationStore('SQLite', () => sqliteStore(undefined));
describeConversationStore('encrypted SQLite', () => sqliteStore('0123456789abcdef'.repeat(4)));
describeConversationStore('a store on a full disk', fullStore);
describeConversationStore('a resilient store with room', async () => {
  return new ResilientConversationStore({ inner: await sqliteStore(undefined), onChange: () => undefined });
});
