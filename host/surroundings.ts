/** What the calls work on. */

import type { AssistantEvent } from '../contract/assistant.ts';
import type { EngineEvent } from '../contract/events.ts';
import type { Settings } from '../contract/settings.ts';
import type { Engine, Profile, Vault } from '../engine/engine.ts';
import type { DeferredDeletions } from './deferred-deletions.ts';
import type { EngineLife, EngineParts } from './engine-life.ts';
import type { OwnProfile } from './own-profile.ts';
import type { PersonaShelf } from './persona-shelf.ts';
import type { Policy } from './policy/policy.ts';
import type { UpdateFeed } from './update-feed.ts';

/** @param patch part of the settings in their shape; `null` sets a value back to its default. */
export type ChangeSettings = (patch: Readonly<Record<string, unknown>>) => Promise<Settings>;

export interface Surroundings {
  readonly dataDir: string;
  readonly feed: UpdateFeed;
  readonly life: EngineLife;
  readonly deletions: DeferredDeletions;
  readonly openAudio: EngineParts['openAudio'];
  readonly ownProfile: OwnProfile;
  readonly personas: PersonaShelf;
  /** @throws why it cannot be read. */
  vault(): Vault;
  /** @throws why there is none, such as `profile-in-use`. */
  profile(): Profile;
  /** Opens the profile, if its vault is open, and begins the engine anew. Never rejects: how it went is told. */
  reopen(): Promise<void>;
  engine(): Promise<Engine>;
  settings(): Settings;
  /** Kept, told, and taken over by the engine. @throws SottoFault `bad-params` or `policy-locked` */
  changeSettings: ChangeSettings;
  /** @throws why there is none that can be followed: `policy-invalid`. */
  policy(): Policy | undefined;
  publish(event: EngineEvent | AssistantEvent): void;
}
