/**
 * Deletes conversations and sound for good: rows, words of the index, traces, the log, free pages, copies of the database,
 * and damaged ones that were set aside. What a file system keeps of files that are gone is out of reach.
 */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ConversationId } from '../../contract/ids.ts';
import type { Conversation, ConversationStore } from './conversation-store.ts';
import type { KeptAudio } from './kept-audio.ts';
import { takeSnapshot } from './snapshots.ts';
import type { SqliteConnection } from './sqlite.ts';
import { asStorageFault } from './storage-fault.ts';

/** More than anyone has. */
const ALL = 1_000_000_000;

/** What is absent stays. Moments are wall-clock time in ms. */
export interface PurgeOrder {
  /** Conversations in which nothing was said since then. */
  readonly conversationsBeforeMs?: number | undefined;
  /** The same for those that the user pinned. */
  readonly pinnedBeforeMs?: number | undefined;
  /** Sound that was kept before then, also of conversations that stay. */
  readonly audioBeforeMs?: number | undefined;
  /** The one that is open. */
  readonly except?: ConversationId | undefined;
}

export interface PurgeReport {
  readonly conversations: number;
  /** Files of sound, beside those of conversations that went as a whole. */
  readonly sounds: number;
}

export interface PurgedProfile {
  readonly folder: string;
  readonly connection: SqliteConnection;
  readonly store: ConversationStore;
  readonly audio: KeptAudio;
  readonly nowMs: () => number;
}

/** Blocks now and then: call it when nobody is speaking. @throws SottoFault `storage-read-only` */
export async function purge(profile: PurgedProfile, order: PurgeOrder): Promise<PurgeReport> {
  const { folder, connection, store, audio, nowMs } = profile;
  const doomed = (await store.listConversations({ limit: ALL })).filter((one) => isDoomed(one, order));
  for (const { id } of doomed) {
    await store.deleteConversation(id);
    // Frames of audio go in between.
    await nextTick();
  }
  const sounds = order.audioBeforeMs === undefined ? 0 : await audio.forgetBefore(order.audioBeforeMs);
  if (doomed.length > 0) {
    try {
      connection.exec('VACUUM');
      connection.all('PRAGMA wal_checkpoint(TRUNCATE)');
      await rm(join(folder, 'snapshots'), { recursive: true, force: true });
      for (const name of await readdir(folder)) {
        if (name.startsWith('sotto.db.corrupt-')) await rm(join(folder, name), { force: true });
      }
      await takeSnapshot(connection, join(folder, 'snapshots'), nowMs());
    } catch (error) {
      throw asStorageFault(error, folder);
    }
  }
  return { conversations: doomed.length, sounds };
}

function isDoomed({ id, updatedAtMs, isPinned }: Conversation, order: PurgeOrder): boolean {
  const beforeMs = isPinned ? order.pinnedBeforeMs : order.conversationsBeforeMs;
  return id !== order.except && beforeMs !== undefined && updatedAtMs < beforeMs;
}
