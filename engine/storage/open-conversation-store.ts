/** The conversation store of a profile, with everything that keeps it safe. */

import { SottoFault } from '../../contract/faults.ts';
import { Ballast } from './ballast.ts';
import type { DatabaseOptions, DatabaseReport, OpenedDatabase } from './database.ts';
import { openDatabase, snapshotWhenDue } from './database.ts';
import { KeptAudio } from './kept-audio.ts';
import { type PurgeOrder, type PurgeReport, purge } from './purge.ts';
import type { Durability } from './resilient-conversation-store.ts';
import { ResilientConversationStore } from './resilient-conversation-store.ts';
import { SqliteConversationStore } from './sqlite-conversation-store.ts';
import { SqlitePassageStore } from './sqlite-passage-store.ts';
import { SqliteToolRecords } from './sqlite-tool-records.ts';
import { SqliteTraceStore } from './sqlite-trace-store.ts';
import type { TraceStore } from './trace-store.ts';

export interface StoreOptions extends DatabaseOptions {
  /** Told when new turns begin to wait in memory because the disk takes nothing, and when all are on the disk again. */
  readonly onDurabilityChange: (durability: Durability) => void;
}

export interface OpenedStore {
  readonly store: ResilientConversationStore;
  /** Open as long as the store is. */
  readonly traces: TraceStore;
  /** The same. */
  readonly passages: SqlitePassageStore;
  /** The same. */
  readonly toolRecords: SqliteToolRecords;
  readonly audio: KeptAudio;
  /** What was found on opening; the user is told when anything was lost. */
  readonly report: DatabaseReport;
  /** Daily copy, retries, reserve space. Blocks a little: call it when nobody is speaking. Never rejects. */
  readonly maintain: () => Promise<void>;
  /** Deletes for good. Blocks a little as well. Rejects with `storage-read-only`. */
  readonly purge: (order: PurgeOrder) => Promise<PurgeReport>;
}

/**
 * The caller holds the profile's lock, and closes the store before letting it go.
 * @throws SottoFault `storage-key-wrong`, `storage-corrupt` or `storage-read-only`.
 */
export async function openConversationStore(options: StoreOptions): Promise<OpenedStore> {
  const ballast = new Ballast(options.folder);
  const { connection, report } = await openWithSpace(options, ballast);
  await ballast.ensure().catch(() => undefined);
  const audio = new KeptAudio(options);
  const store = new ResilientConversationStore({
    inner: new SqliteConversationStore(connection),
    onChange: options.onDurabilityChange,
    releaseSpace: () => ballast.release(),
    forgetBeside: (id) => audio.forget(id),
  });
  // Audio of a conversation that damage took is the last that is left of it.
  if (report.outcome === 'opened') {
    await audio.forgetUnless(async (id) => (await store.findConversation(id)) !== undefined).catch(() => undefined);
  }
  const maintain = async (): Promise<void> => {
    if ((await store.flush().catch(() => 'in-memory')) === 'in-memory') return;
    await snapshotWhenDue(connection, options.folder, options.nowMs()).catch(() => undefined);
    await ballast.ensure().catch(() => undefined);
  };
  const profile = { ...options, connection, store, audio };
  return {
    store,
    traces: new SqliteTraceStore(connection),
    passages: new SqlitePassageStore(connection),
    toolRecords: new SqliteToolRecords(connection),
    audio,
    report,
    maintain,
    purge: (order) => purge(profile, order),
  };
}

/** Opening writes a little too; on a full disk the ballast makes room for it. */
async function openWithSpace(options: DatabaseOptions, ballast: Ballast): Promise<OpenedDatabase> {
  try {
    return await openDatabase(options);
  } catch (error) {
    const isFull = error instanceof SottoFault && error.code === 'storage-read-only';
    if (!isFull || (await ballast.release()) === 'nothing-to-release') throw error;
    return await openDatabase(options);
  }
}
