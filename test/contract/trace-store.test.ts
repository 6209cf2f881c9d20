import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ConversationId } from '../../contract/ids.ts';
import { openDatabase } from '../../engine/storage/database.ts';
import { FakeConversationStore } from '../../engine/storage/fake-conversation-store.ts';
import { FakeTraceStore } from '../../engine/storage/fake-trace-store.ts';
import { connectLibsql } from '../../engine/storage/libsql.adapter.ts';
import { SqliteConversationStore } from '../../engine/storage/sqlite-conversation-store.ts';
import { SqliteTraceStore } from '../../engine/storage/sqlite-trace-store.ts';
import { traceOf } from '../support/traces.ts';
import { describeTraceStore, type TraceStoreSubject } from './trace-store-contract.ts';

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function sqlite(limit: number, encryptionKey?: string): Promise<TraceStoreSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-traces-'));
  folders.push(folder);
  const { connection } = await openDatabase({ folder, connect: connectLibsql, encryptionKey, nowMs: () => 0 });
  return { conversations: new SqliteConversationStore(connection), traces: new SqliteTraceStore(connection, limit) };
}

describeTraceStore('the fake in memory', async (limit) => {
  const conversations = new FakeConversationStore();
  return { conversations, traces: new FakeTraceStore(conversations, limit) };
});
describeTraceStore('SQLite', sqlite);
describeTraceStore('encrypted SQLite', (limit) => sqlite(limit, '0123456789abcdef'.repeat(4)));

test('a trace that this version cannot read is passed over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-traces-'));
  folders.push(folder);
  const { connection } = await openDatabase({ folder, connect: connectLibsql, nowMs: () => 0 });
  const conversations = new SqliteConversationStore(connection);
  const id = 'a' as ConversationId;
  await conversations.createConversation({ id, title: '', createdAtMs: 1 });
  const traces = new SqliteTraceStore(connection);
  connection.run('INSERT INTO traces (conversation_id, body) VALUES (?, ?)', id, '{"version":2}');
  await traces.keepTrace(id, traceOf());
  assert.deepEqual(await traces.traces(id), [traceOf()]);
  await conversations[Symbol.asyncDispose]();
});
