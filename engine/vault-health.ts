/** Whether what is said is encrypted, from the vault's file alone: no keyring is asked, nothing is opened. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toFault } from '../contract/faults.ts';
import type { Check } from './check.ts';
import { openProfileVault } from './profile.ts';

export async function checkVault(dataDir: string): Promise<Check> {
  const name = 'encryption';
  try {
    const { state, isEncrypting, opensBy, keyringName, availableKeyring, recovery } = (await openProfileVault(dataDir))
      .summary;
    if (state === 'off' && !existsSync(join(dataDir, 'profile', 'sotto.db'))) {
      const outlook =
        availableKeyring === undefined
          ? 'nothing is kept yet; there is no keyring, so it will be off until you choose a passphrase'
          : `nothing is kept yet; the key will be in the keyring (${availableKeyring})`;
      return { name, state: 'ok', finding: outlook };
    }
    if (state === 'off') {
      const remedy = availableKeyring === undefined ? 'sotto vault passphrase' : 'sotto vault keyring';
      return { name, state: 'warning', finding: 'off: whoever can read your files can read what was said', remedy };
    }
    if (isEncrypting) {
      const remedy = 'free some space, and start Sotto again';
      return { name, state: 'warning', finding: 'begun, and not finished: the disk had no room', remedy };
    }
    const finding = `on; opens with ${opensBy === 'keyring' ? `the keyring (${keyringName})` : 'a passphrase'}`;
    return recovery === 'confirmed'
      ? { name, state: 'ok', finding: `${finding}, or the recovery phrase` }
      : {
          name,
          state: 'warning',
          finding: `${finding}; no recovery phrase is written down`,
          remedy: 'sotto vault recovery',
        };
  } catch (error) {
    const remedy = 'restore vault.json or vault.copy.json in the profile from a backup';
    return { name, state: 'problem', finding: toFault(error).message, remedy };
  }
}
