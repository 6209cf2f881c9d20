/** A user's own folder: the lock that keeps a second Sotto out of it, and the conversations in it. */

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../contract/faults.ts';

import type { ConversationStore } from './storage/conversation-store.ts';
import { type DatabaseReport, databasePath } from './storage/database.ts';
import type { KeptAudio } from './storage/kept-audio.ts';
import { connectLibsql } from './storage/libsql.adapter.ts';
import { openConversationStore } from './storage/open-conversation-store.ts';
import { lockProfile } from './storage/profile-lock.ts';
import type { PurgeOrder, PurgeReport } from './storage/purge.ts';
import type { SqlitePassageStore } from './storage/sqlite-passage-store.ts';
import type { SqliteToolRecords } from './storage/sqlite-tool-records.ts';
import type { TraceStore } from './storage/trace-store.ts';
import { encryptProfile } from './storage/vault/encrypt-profile.ts';
import type { Keyring } from './storage/vault/keyring.ts';
import { systemKeyring } from './storage/vault/system-keyring.adapter.ts';
import { openVault, type Vault } from './storage/vault/vault.ts';

export interface Profile extends AsyncDisposable {
  readonly store: ConversationStore;
  readonly traces: TraceStore;
  readonly passages: SqlitePassageStore;
  readonly toolRecords: SqliteToolRecords;
  readonly audio: KeptAudio;
  /** Daily copy and the like: blocks a little, so call it when nobody is speaking. */
  maintain(): Promise<void>;
  /** Deletes for good, and blocks a little as well. @throws SottoFault `storage-read-only` */
  purge(order: PurgeOrder): Promise<PurgeReport>;
}

export interface ProfileOptions {
  readonly dataDir: string;
  /** Opened by passphrase where it needs one; a keyring is asked here. Without it the vault of the profile is read. */
  readonly vault?: Vault;
  /** Told what was lost on opening, and when the disk takes nothing more. */
  readonly onFault: (fault: SottoFault) => void;
}

/** The vault of the profile in this data folder. @throws SottoFault `storage-key-wrong` when its file is damaged. */
export function openProfileVault(dataDir: string, keyring: Keyring = systemKeyring()): Promise<Vault> {
  return openVault({ folder: profileFolder(dataDir), keyring, nowMs: Date.now });
}

/** What an engine keeps beside the conversations. */
export function engineRecords({
  traces,
  audio,
  toolRecords,
}: Profile): Pick<Profile, 'traces' | 'audio' | 'toolRecords'> {
  return { traces, audio, toolRecords };
}

/**
 * Where a keyring keeps its key a profile is encrypted, from its beginning or from now on; one that was to be encrypted, and
 * is not yet, is.
 * @throws SottoFault `profile-in-use`, `storage-key-wrong`, `storage-corrupt` or `storage-read-only`.
 */
export async function openProfile({ dataDir, vault, onFault }: ProfileOptions): Promise<Profile> {
  const folder = profileFolder(dataDir);
  const lock = await lockProfile(folder);
  try {
    const encryptionKey = await keyOf(vault ?? (await openProfileVault(dataDir)), folder, onFault);
    const { store, traces, passages, toolRecords, audio, report, maintain, purge } = await openConversationStore({
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
      passages,
      toolRecords,
      audio,
      maintain,
      purge,
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

function profileFolder(dataDir: string): string {
  return join(dataDir, 'profile');
}

async function keyOf(vault: Vault, folder: string, onFault: (fault: SottoFault) => void): Promise<string | undefined> {
  if (vault.summary.state === 'off') {
    const contents = (await isNew(folder)) ? 'nothing-kept' : 'something-kept';
    // Without a keyring it stays readable until the user chooses a passphrase.
    await vault.create('keyring', contents).catch((error: unknown) => {
      if (!(error instanceof SottoFault && error.code === 'bad-params')) throw error;
    });
  }
  if (vault.summary.state === 'locked' && !(await vault.openByKeyring())) {
    const way =
      vault.summary.opensBy === 'keyring'
        ? `The keyring (${vault.summary.keyringName}) does not give the key`
        : 'They open with a passphrase';
    throw new SottoFault(
      'storage-key-wrong',
      `The conversations in ${folder} are locked. ${way}: unlock them with the passphrase or the recovery phrase.`,
      { stage: 'storage', retryable: true },
    );
  }
  const { key } = vault;
  if (key === undefined || !vault.isEncrypting) return key;
  try {
    await encryptProfile({ folder, key, connect: connectLibsql, nowMs: Date.now });
    await vault.finish();
    return key;
  } catch (error) {
    // A disk without room for the copy: it goes on as it was, and is tried again at the next start.
    const isFull = error instanceof SottoFault && error.code === 'storage-read-only';
    if (!isFull || !(await isReadable(folder))) throw error;
    onFault(error);
    return undefined;
  }
}

async function isReadable(folder: string): Promise<boolean> {
  const file = await open(databasePath(folder), 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const sign = Buffer.from('SQLite format 3\0');
    const { buffer } = await file.read(Buffer.alloc(sign.length), 0, sign.length, 0);
    return buffer.equals(sign);
  } finally {
    await file.close();
  }
}

/** Nothing was ever kept in it, not even by a Sotto that died in its first second. */
async function isNew(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return !names.some((name) => name.startsWith('sotto.db') || name === 'snapshots' || name === 'audio');
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
