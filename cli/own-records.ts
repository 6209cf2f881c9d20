/** What a conversation in the terminal is kept in, and answered from: the user's profile, or nothing that stays. */

import type { Settings } from '../contract/settings.ts';
import {
  type ConversationStore,
  type EngineOptions,
  EphemeralConversationStore,
  engineRecords,
  openKnowledge,
} from '../engine/engine.ts';
import type { Io } from './io.ts';
import { openOwnProfile } from './own-profile.ts';

export interface OwnRecordsOptions {
  readonly dataDir: string;
  readonly settings: Settings;
  /** Keeps nothing on the disk. */
  readonly isEphemeral: boolean;
  readonly onFault: (error: unknown) => void;
}

export interface OwnRecords extends AsyncDisposable {
  readonly store: ConversationStore;
  /** Closed after the engine. */
  readonly forEngine: Pick<EngineOptions, 'store' | 'traces' | 'audio' | 'toolRecords' | 'knowledge'>;
}

/** @throws SottoFault as `openOwnProfile` does. */
export async function openOwnRecords(
  io: Io,
  { dataDir, settings, isEphemeral, onFault }: OwnRecordsOptions,
): Promise<OwnRecords> {
  if (isEphemeral) {
    const store = new EphemeralConversationStore();
    return { store, forEngine: { store }, [Symbol.asyncDispose]: async () => undefined };
  }
  const profile = await openOwnProfile(io, { dataDir, onFault, settings });
  const { store, passages } = profile;
  const knowledge = await openKnowledge({ dataDir, passages, language: settings.language, onFault });
  return {
    store,
    forEngine: { store, ...engineRecords(profile), knowledge },
    async [Symbol.asyncDispose]() {
      await knowledge[Symbol.asyncDispose]();
      await profile[Symbol.asyncDispose]();
    },
  };
}
