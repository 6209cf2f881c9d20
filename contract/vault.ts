/** Calls about what is kept: whether it is encrypted, how it is opened, how much it is, and how it goes. */

import { z } from 'zod';

const nothing = z.object({});
const passphrase = z.string().min(1).max(1024);
const recoveryPhrase = z.string().min(1).max(1000);

export const vaultParams = {
  'vault.status': nothing,
  /** Without a passphrase the keyring is asked once more. */
  'vault.unlock': z.object({ passphrase: passphrase.optional() }),
  /** Opens what is locked with the recovery phrase, and sets a new passphrase. */
  'vault.recover': z.object({ recoveryPhrase, passphrase }),
  /** The way to open it from now on. What is not encrypted yet is encrypted first. */
  'vault.setPassphrase': z.object({ passphrase }),
  'vault.useKeyring': nothing,
  /** A new phrase, which nobody can see again. The one before opens until this one is confirmed. */
  'vault.showRecovery': nothing,
  /** The words that were shown last, typed by who wrote them down. */
  'vault.confirmRecovery': z.object({ recoveryPhrase }),

  'privacy.stored': nothing,
  /** Deletes for good what nothing was said in for so many days; without a number all conversations and their sound. */
  'privacy.purge': z.object({ olderThanDays: z.number().int().min(1).max(3650).optional() }),
  /** All conversations, one an item, as JSON. */
  'privacy.export': nothing,
} as const;

export interface VaultView {
  /** `encryption` is `off` until there is a keyring or a passphrase. */
  readonly encryption: 'on' | 'off';
  readonly isLocked: boolean;
  readonly opensBy?: 'keyring' | 'passphrase';
  /** Name of the keyring of this system, where there is one. */
  readonly keyring?: string;
  readonly recovery: 'none' | 'unconfirmed' | 'confirmed';
  /** After several wrong attempts: until the next one is looked at. */
  readonly waitMs: number;
}

export const STORED_KINDS = ['conversations', 'audio', 'copies', 'knowledge', 'models', 'reserve', 'other'] as const;

export interface StoredView {
  readonly folder: string;
  readonly bytes: Readonly<Record<(typeof STORED_KINDS)[number], number>>;
  readonly conversations: number;
}

export interface VaultResults {
  'vault.status': VaultView;
  'vault.unlock': VaultView;
  'vault.recover': VaultView;
  'vault.setPassphrase': VaultView;
  'vault.useKeyring': VaultView;
  'vault.showRecovery': { readonly words: readonly string[] };
  'vault.confirmRecovery': VaultView;
  'privacy.stored': StoredView;
  'privacy.purge': { readonly conversations: number; readonly sounds: number };
  /** A name for the file, and the settings as JSON, without the key of a server. */
  'privacy.export': { readonly fileName: string; readonly settings: string };
}

export interface VaultItems {
  'privacy.export': string;
}
