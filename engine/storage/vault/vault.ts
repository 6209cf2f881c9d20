/**
 * The key of a profile: random, never changed, and sealed once for each way to open it. Changing a passphrase or moving to
 * the keyring seals the same key anew, and touches nothing of what it encrypts.
 *
 * Invariants:
 * 1. The key opens by the keyring or by a passphrase, never by both, and by the recovery phrases that were shown.
 * 2. A new way is on the disk, and a keyring has given it back, before the old one goes.
 * 3. A keyring that forgot, or does not open, leaves the profile locked: the key is never made anew.
 * 4. No passphrase, phrase or key is in a message of an error.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { SottoFault } from '../../../contract/faults.ts';
import { Attempts } from './attempts.ts';
import type { Keyring } from './keyring.ts';
import { entropyOf, phraseOf } from './recovery-phrase.ts';
import { readVaultFile, type VaultFile, writeVaultFile } from './vault-file.ts';
import {
  keyOfPassphrase,
  keyOfRandom,
  randomDataKey,
  randomSalt,
  SCRYPT_COST,
  unwrapKey,
  wrapKey,
} from './wrapped-key.ts';

const SHORTEST_PASSPHRASE = 8;

export interface VaultOptions {
  /** The profile's own folder. */
  readonly folder: string;
  readonly keyring: Keyring;
  readonly nowMs: () => number;
  /** What a test makes cheaper. */
  readonly scryptCost?: number;
}

export type Secret = { readonly passphrase: string } | { readonly recoveryPhrase: string };
export type WayToOpen = { readonly passphrase: string } | 'keyring';

export interface VaultSummary {
  /** `off`: what is kept is not encrypted. */
  readonly state: 'off' | 'locked' | 'open';
  /** Something is left to be encrypted, for which the disk had no room. */
  readonly isEncrypting: boolean;
  readonly opensBy: 'keyring' | 'passphrase' | undefined;
  /** The one that it opens by. */
  readonly keyringName: string | undefined;
  /** The one of this system, whether or not it is used. */
  readonly availableKeyring: string | undefined;
  /** `unconfirmed`: shown, and nobody said that it was written down. */
  readonly recovery: 'none' | 'unconfirmed' | 'confirmed';
  /** Until the next attempt is looked at. */
  readonly waitMs: number;
}

/** Reads what is there, and asks nobody. @throws SottoFault `storage-key-wrong` when the file is damaged. */
export async function openVault(options: VaultOptions): Promise<Vault> {
  return new Vault(options, await readVaultFile(options.folder));
}

export class Vault {
  readonly #options: VaultOptions;
  readonly #attempts: Attempts;
  #file: VaultFile | undefined;
  #key: string | undefined;

  constructor(options: VaultOptions, file: VaultFile | undefined) {
    this.#options = options;
    this.#file = file;
    this.#attempts = new Attempts(options.nowMs);
  }

  /** Of the store; undefined while it is locked, or where nothing is encrypted. */
  get key(): string | undefined {
    return this.#key;
  }

  get summary(): VaultSummary {
    const file = this.#file;
    const opensBy = file?.keyring ? 'keyring' : file?.passphrase ? 'passphrase' : undefined;
    return {
      state: file === undefined ? 'off' : this.#key === undefined ? 'locked' : 'open',
      isEncrypting: this.isEncrypting,
      opensBy,
      keyringName: file?.keyring?.name,
      availableKeyring: this.#options.keyring.name,
      recovery: file?.recovery ? 'confirmed' : file?.newRecovery ? 'unconfirmed' : 'none',
      waitMs: this.#attempts.waitMs,
    };
  }

  /** Whether something is left to be encrypted. */
  get isEncrypting(): boolean {
    return this.#file?.state === 'encrypting';
  }

  /** Makes the key of a profile that has none. What is kept already is encrypted by whoever opens the profile next. */
  async create(way: WayToOpen, contents: 'nothing-kept' | 'something-kept'): Promise<void> {
    if (this.#file !== undefined) throw new SottoFault('bad-params', 'This profile is encrypted already.');
    const key = randomDataKey();
    const state = contents === 'nothing-kept' ? 'encrypted' : 'encrypting';
    const file = await this.#withWay({ version: 1, id: randomUUID(), state }, key, way);
    await this.#write(file);
    this.#key = key;
  }

  /** What was left to be encrypted is. */
  async finish(): Promise<void> {
    if (this.#file !== undefined) await this.#write({ ...this.#file, state: 'encrypted' });
  }

  /** Asks the keyring, where it is the way to open this vault. @returns whether it is open now. */
  async openByKeyring(): Promise<boolean> {
    const { keyring, id } = this.#file ?? {};
    if (this.#key === undefined && keyring !== undefined && id !== undefined) {
      const reading = await this.#options.keyring.read(keyring.account);
      if (reading.kind === 'found') {
        this.#key = unwrapKey(
          keyring.wrapped,
          keyOfRandom(Buffer.from(reading.secret, 'hex'), 'keyring'),
          label(id, 'keyring'),
        );
      }
    }
    return this.#key !== undefined;
  }

  /**
   * @throws SottoFault `storage-key-wrong` for a wrong one, or too soon after several; `bad-params` for words that can be no
   * recovery phrase.
   */
  async unlock(secret: Secret): Promise<void> {
    const { waitMs } = this.#attempts;
    if (waitMs > 0) {
      throw wrong(`There were too many wrong attempts. Try again in ${Math.ceil(waitMs / 1000)} seconds.`);
    }
    const key =
      'passphrase' in secret ? await this.#byPassphrase(secret.passphrase) : this.#byPhrase(secret.recoveryPhrase);
    if (key === undefined) {
      this.#attempts.fail();
      throw wrong(
        'passphrase' in secret ? 'That is not the passphrase.' : 'That is not the recovery phrase of this profile.',
      );
    }
    this.#attempts.succeed();
    this.#key = key;
  }

  /** From now on it opens this way, and no longer by the one before. @throws SottoFault `bad-params` */
  async openBy(way: WayToOpen): Promise<void> {
    const { file, key } = this.#requireOpen();
    const { keyring, passphrase: _before, ...rest } = file;
    await this.#write(await this.#withWay(rest, key, way));
    if (keyring !== undefined) await this.#options.keyring.remove(keyring.account);
  }

  /** A new one; the one before opens until this one is confirmed. It cannot be shown again. */
  async drawRecoveryPhrase(): Promise<readonly string[]> {
    const { file, key } = this.#requireOpen();
    const entropy = randomBytes(32);
    const wrapped = wrapKey(key, keyOfRandom(entropy, 'recovery'), label(file.id, 'recovery'));
    await this.#write({ ...file, newRecovery: { wrapped } });
    return phraseOf(entropy);
  }

  /** The user has typed what was shown last. @throws SottoFault `bad-params` when it is another. */
  async confirmRecoveryPhrase(phrase: string): Promise<void> {
    const { file } = this.#requireOpen();
    const { newRecovery, ...rest } = file;
    const wrappingKey = keyOfRandom(entropyOf(phrase), 'recovery');
    if (
      newRecovery === undefined ||
      unwrapKey(newRecovery.wrapped, wrappingKey, label(file.id, 'recovery')) === undefined
    ) {
      throw new SottoFault('bad-params', 'These are not the words that were shown.', { stage: 'storage' });
    }
    await this.#write({ ...rest, recovery: newRecovery });
  }

  async #byPassphrase(passphrase: string): Promise<string | undefined> {
    const { passphrase: slot, id } = this.#file ?? {};
    if (slot === undefined || id === undefined) return undefined;
    return unwrapKey(slot.wrapped, await keyOfPassphrase(passphrase, slot), label(id, 'passphrase'));
  }

  #byPhrase(phrase: string): string | undefined {
    const { recovery, newRecovery, id } = this.#file ?? {};
    const wrappingKey = keyOfRandom(entropyOf(phrase), 'recovery');
    for (const slot of [recovery, newRecovery]) {
      const key = slot && id ? unwrapKey(slot.wrapped, wrappingKey, label(id, 'recovery')) : undefined;
      if (key !== undefined) return key;
    }
    return undefined;
  }

  async #withWay(file: VaultFile, key: string, way: WayToOpen): Promise<VaultFile> {
    if (way === 'keyring') {
      const [secret, account] = [randomBytes(32), randomUUID()];
      const { keyring } = this.#options;
      if (!(await keyring.write(account, secret.toString('hex')))) throw noKeyring();
      const wrapped = wrapKey(key, keyOfRandom(secret, 'keyring'), label(file.id, 'keyring'));
      return { ...file, keyring: { name: keyring.name ?? '', account, wrapped } };
    }
    if ([...way.passphrase].length < SHORTEST_PASSPHRASE) {
      throw new SottoFault('bad-params', `A passphrase has at least ${SHORTEST_PASSPHRASE} characters.`);
    }
    const { scryptCost: cost = SCRYPT_COST.cost } = this.#options;
    const parameters = { kdf: 'scrypt', ...SCRYPT_COST, cost, salt: randomSalt() } as const;
    const wrapped = wrapKey(key, await keyOfPassphrase(way.passphrase, parameters), label(file.id, 'passphrase'));
    return { ...file, passphrase: { ...parameters, wrapped } };
  }

  async #write(file: VaultFile): Promise<void> {
    await writeVaultFile(this.#options.folder, file);
    this.#file = file;
  }

  #requireOpen(): { readonly file: VaultFile; readonly key: string } {
    if (this.#file !== undefined && this.#key !== undefined) return { file: this.#file, key: this.#key };
    throw this.#file === undefined
      ? new SottoFault('bad-params', 'This profile is not encrypted.', { stage: 'storage' })
      : wrong('The conversations are locked. Unlock them first.');
  }
}

function label(id: string, slot: 'keyring' | 'passphrase' | 'recovery'): string {
  return `sotto vault 1 ${id} ${slot}`;
}

function wrong(message: string): SottoFault {
  return new SottoFault('storage-key-wrong', message, { stage: 'storage', retryable: true });
}

function noKeyring(): SottoFault {
  return new SottoFault(
    'bad-params',
    'The keyring of this system keeps nothing: it is not there, or it is locked. Unlock it, or choose a passphrase.',
    {
      stage: 'storage',
    },
  );
}
