/** The profile for a command: unlocked first, by the keyring, a file, or the person at the terminal. */

import { SottoFault } from '../contract/faults.ts';
import type { Settings } from '../contract/settings.ts';
import { openProfile, openProfileVault, type Profile, type Vault } from '../engine/engine.ts';
import { givenPassphrase } from '../host/given-passphrase.ts';
import { obeyPolicy } from '../host/policy/policy-in-force.ts';
import { retentionOrder } from '../host/retention.ts';
import { askHidden } from './hidden-line.ts';
import type { Io } from './io.ts';

const ATTEMPTS = 3;

export interface OwnProfileOptions {
  readonly dataDir: string;
  readonly onFault: (fault: SottoFault) => void;
  /** What they call old is deleted before anything else. */
  readonly settings?: Settings;
}

/** @throws SottoFault as `openProfile`, or `bad-input` where nobody can be asked. */
export async function openOwnProfile(io: Io, { dataDir, onFault, settings }: OwnProfileOptions): Promise<Profile> {
  const vault = await openProfileVault(dataDir);
  await unlock(vault, io);
  const profile = await openProfile({ dataDir, vault, onFault });
  const order = settings && retentionOrder(settings, await obeyPolicy(), Date.now());
  if (order !== undefined) {
    await profile.purge(order).catch((error: unknown) => {
      if (error instanceof SottoFault) onFault(error);
      else throw error;
    });
  }
  return profile;
}

export async function unlock(vault: Vault, io: Io): Promise<void> {
  if (vault.summary.state !== 'locked' || (await vault.openByKeyring())) return;
  const given = await givenPassphrase();
  if (given !== undefined) return vault.unlock(secretOf(given));
  if (process.stdin.isTTY !== true) throw lockedOut(vault);
  const question =
    vault.summary.opensBy === 'passphrase'
      ? 'Passphrase, or recovery phrase: '
      : `The keyring (${vault.summary.keyringName}) does not give the key. Recovery phrase: `;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await vault.unlock(secretOf(await askHidden(io, question)));
    } catch (error) {
      const isWrong = error instanceof SottoFault && ['storage-key-wrong', 'bad-params'].includes(error.code);
      if (!isWrong || attempt === ATTEMPTS) throw error;
      io.stderr.write(`sotto: ${error.message}\n`);
    }
  }
}

function lockedOut({ summary: { opensBy, keyringName } }: Vault): SottoFault {
  const how =
    opensBy === 'keyring'
      ? `Unlock the keyring (${keyringName}), or name a file with the recovery phrase in SOTTO_PASSPHRASE_FILE.`
      : 'Name a file with the passphrase in SOTTO_PASSPHRASE_FILE, or - for standard input.';
  return new SottoFault('storage-key-wrong', `The conversations are locked, and nobody is at a terminal. ${how}`, {
    stage: 'storage',
    retryable: true,
  });
}

/** Nobody's passphrase has 24 words. */
function secretOf(typed: string): { readonly passphrase: string } | { readonly recoveryPhrase: string } {
  return typed.trim().split(/\s+/).length === 24 ? { recoveryPhrase: typed } : { passphrase: typed };
}
