/** A user's own folder: the lock that keeps a second Sotto out of it, and the conversations in it. */

import { join } from 'node:path';
import { SottoFault } from '../contract/faults.ts';

import type { ConversationStore } from './storage/conversation-store.ts';
import type { DatabaseReport } from './storage/database.ts';
import type { KeptAudio } from './storage/kept-audio.ts';
import { connectLibsql } from './storage/libsql.adapter.ts';
import { openConversationStore } from './storage/open-conversation-store.ts';
import { lockProfile } from './storage/profile-lock.ts';
import type { TraceStore } from './storage/trace-store.ts';

export interface Profile extends AsyncDisposable {
  readonly store: ConversationStore;
  readonly traces: TraceStore;
  readonly audio: KeptAudio;
  /** Daily copy and the like: blocks a little, so call it when nobody is speaking. */
  maintain(): Promise<void>;
}

export interface ProfileOptions {
  readonly dataDir: string;
  /** Kept by the host, such as a keyring; without one conversations are not encrypted. */
  readonly encryptionKey?: string;
  /** Told what was lost on opening, and when the disk takes nothing more. */
  readonly onFault: (fault: SottoFault) => void;
}

/** @throws SottoFault `profile-in-use`, `storage-key-wrong`, `storage-corrupt` or `storage-read-only`. */
export async function openProfile({ dataDir, encryptionKey, onFault }: ProfileOptions): Promise<Profile> {
  const folder = join(dataDir, 'profile');
  const lock = await lockProfile(folder);
  try {
    const { store, traces, audio, report, maintain } = await openConversationStore({
      folder,
      connect: connectLibsql,
      encryptionKey,
      nowMs: Date.now,
      onDurabilityChange: (durability) => {
        if (durability.kind === 'in-memory') onFault(diskTakesNothing(folder));
      },
    });
    if (report.outcome === 'restored' || report.outcome === 'started-anew') onFault(whatWasLost(report));
    return {
      store,
      traces,
      audio,
      maintain,
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]();
        await lock[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

function diskTakesNothing(folder: string): SottoFault {
  return new SottoFault(
    'storage-read-only',
    `The disk takes nothing more. This conversation is kept in memory for now; free some space for ${folder}.`,
    { stage: 'storage', retryable: true },
  );
}

function whatWasLost({ restoredFrom, setAside }: DatabaseReport): SottoFault {
  const now =
    restoredFrom === undefined
      ? 'A new file was begun'
      : `The copy of ${new Date(restoredFrom.takenAtMs).toISOString()} is used, and what was said since is lost`;
  const rest = setAside === undefined ? '' : ` The damaged file is kept as ${setAside}.`;
  return new SottoFault('storage-corrupt', `The file of conversations was damaged or gone. ${now}.${rest}`, {
    stage: 'storage',
  });
}
