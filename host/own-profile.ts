/** The profile of this process, and its documents: opened once its vault is open, closed and opened again when it becomes encrypted. */

import { SottoFault } from '../contract/faults.ts';
import type { IngestProgress } from '../contract/knowledge.ts';
import {
  type Keyring,
  type KnowledgeBase,
  openKnowledge,
  openProfile,
  openProfileVault,
  type Profile,
  type Vault,
} from '../engine/engine.ts';

export interface OwnProfileOptions {
  readonly dataDir: string;
  /** What a test puts in place of the system's. */
  readonly keyring?: Keyring | undefined;
  /** Of spoken citations. */
  readonly language: () => string;
  readonly onFault: (fault: unknown) => void;
  readonly onIngest: (progress: IngestProgress) => void;
  /** Asked once, when a passphrase is what it opens by. */
  readonly givenPassphrase?: () => Promise<string | undefined>;
}

export class OwnProfile implements AsyncDisposable {
  readonly #options: OwnProfileOptions;
  #vault: Vault | undefined;
  #profile: Profile | undefined;
  #knowledge: KnowledgeBase | undefined;
  #isGivenTried = false;
  #trouble: unknown = new SottoFault('storage-key-wrong', 'The conversations are locked.', { stage: 'storage' });

  constructor(options: OwnProfileOptions) {
    this.#options = options;
  }

  /** @throws why it does not open; what was kept is then as it was. */
  async open(): Promise<Profile> {
    const { dataDir, keyring, onFault, onIngest, language, givenPassphrase } = this.#options;
    try {
      this.#vault ??= await openProfileVault(dataDir, keyring);
      const { state, opensBy } = this.#vault.summary;
      if (state === 'locked' && opensBy === 'passphrase' && !this.#isGivenTried) {
        this.#isGivenTried = true;
        const passphrase = await givenPassphrase?.();
        if (passphrase !== undefined) await this.#vault.unlock({ passphrase });
      }
      this.#profile ??= await openProfile({ dataDir, vault: this.#vault, onFault });
      const { passages } = this.#profile;
      if (this.#knowledge === undefined) {
        const options = { dataDir, passages, language: language(), onFault, onProgress: onIngest };
        this.#knowledge = await openKnowledge(options);
        // Files may have changed since.
        this.#knowledge.refresh();
      }
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

  /** @throws why there is none. */
  knowledge(): KnowledgeBase {
    if (this.#knowledge !== undefined) return this.#knowledge;
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
    const knowledge = this.#knowledge;
    this.#profile = undefined;
    this.#knowledge = undefined;
    await knowledge?.[Symbol.asyncDispose]();
    await profile?.[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
