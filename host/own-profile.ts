/** The profile of this process: opened once its vault is open, closed and opened again when it becomes encrypted. */

import { SottoFault } from '../contract/faults.ts';
import { type Keyring, openProfile, openProfileVault, type Profile, type Vault } from '../engine/engine.ts';

export interface OwnProfileOptions {
  readonly dataDir: string;
  /** What a test puts in place of the system's. */
  readonly keyring?: Keyring | undefined;
  readonly onFault: (fault: SottoFault) => void;
  /** Asked once, when a passphrase is what it opens by. */
  readonly givenPassphrase?: () => Promise<string | undefined>;
}

export class OwnProfile implements AsyncDisposable {
  readonly #options: OwnProfileOptions;
  #vault: Vault | undefined;
  #profile: Profile | undefined;
  #isGivenTried = false;
  #trouble: unknown = new SottoFault('storage-key-wrong', 'The conversations are locked.', { stage: 'storage' });

  constructor(options: OwnProfileOptions) {
    this.#options = options;
  }

  /** @throws why it does not open; what was kept is then as it was. */
  async open(): Promise<Profile> {
    const { dataDir, keyring, onFault, givenPassphrase } = this.#options;
    try {
      this.#vault ??= await openProfileVault(dataDir, keyring);
      const { state, opensBy } = this.#vault.summary;
      if (state === 'locked' && opensBy === 'passphrase' && !this.#isGivenTried) {
        this.#isGivenTried = true;
        const passphrase = await givenPassphrase?.();
        if (passphrase !== undefined) await this.#vault.unlock({ passphrase });
      }
      this.#profile ??= await openProfile({ dataDir, vault: this.#vault, onFault });
      return this.#profile;
    } catch (error) {
      this.#trouble = error;
      throw error;
    }
  }

  /** @throws why there is none. */
  require(): Profile {
    if (this.#profile !== undefined) return this.#profile;
    throw this.#trouble;
  }

  /** @throws why it cannot be read. */
  vault(): Vault {
    if (this.#vault !== undefined) return this.#vault;
    throw this.#trouble;
  }

  /** It waits for its user, and nothing is wrong with it. */
  get isLocked(): boolean {
    return this.#vault?.summary.state === 'locked';
  }

  async close(): Promise<void> {
    const profile = this.#profile;
    this.#profile = undefined;
    await profile?.[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
