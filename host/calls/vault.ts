/** Calls about what is kept: encryption, how much, for how long, and how it goes. */

import type { ConversationId } from '../../contract/ids.ts';
import type { VaultView } from '../../contract/vault.ts';
import { storedBytes, type VaultSummary } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOBODY_HAS_MORE = 1_000_000_000;

type VaultCalls =
  | 'vault.status'
  | 'vault.unlock'
  | 'vault.recover'
  | 'vault.setPassphrase'
  | 'vault.useKeyring'
  | 'vault.showRecovery'
  | 'vault.confirmRecovery'
  | 'privacy.stored'
  | 'privacy.purge'
  | 'privacy.export';

export function vaultCalls(surroundings: Surroundings): ParsedHandlers<VaultCalls> {
  const { dataDir, feed, life, profile, deletions, ownProfile, vault: openedVault, reopen, publish } = surroundings;
  const status = (): VaultView => vaultView(openedVault().summary);
  /** Two at a time would each open or close the profile. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = last.then(action);
    last = result.catch(() => undefined);
    return result;
  }

  async function openBy(way: { readonly passphrase: string } | 'keyring'): Promise<VaultView> {
    const vault = openedVault();
    const { state, isEncrypting } = vault.summary;
    if (state !== 'off' && !isEncrypting) {
      await vault.openBy(way);
      return status();
    }
    // Nothing of the profile may be open while its files are replaced.
    profile();
    await deletions.finishAll();
    publish({ type: 'phase.changed', phase: 'starting' });
    await life.rest();
    await ownProfile.close();
    try {
      if (state === 'off') await vault.create(way, 'something-kept');
      else await vault.openBy(way);
    } finally {
      await reopen();
    }
    return status();
  }

  return {
    async 'vault.status'() {
      return status();
    },
    'vault.unlock': ({ passphrase }) =>
      inTurn(async () => {
        const vault = openedVault();
        if (vault.summary.state === 'locked') {
          if (passphrase !== undefined) await vault.unlock({ passphrase });
          await reopen();
        }
        return status();
      }),
    'vault.recover': ({ recoveryPhrase, passphrase }) =>
      inTurn(async () => {
        const vault = openedVault();
        const wasLocked = vault.summary.state === 'locked';
        await vault.unlock({ recoveryPhrase });
        try {
          await vault.openBy({ passphrase });
        } finally {
          if (wasLocked) await reopen();
        }
        return status();
      }),
    'vault.setPassphrase': ({ passphrase }) => inTurn(() => openBy({ passphrase })),
    'vault.useKeyring': () => inTurn(() => openBy('keyring')),
    'vault.showRecovery': () => inTurn(async () => ({ words: await openedVault().drawRecoveryPhrase() })),
    'vault.confirmRecovery': ({ recoveryPhrase }) =>
      inTurn(async () => {
        await openedVault().confirmRecoveryPhrase(recoveryPhrase);
        return status();
      }),

    async 'privacy.stored'() {
      const conversations = await profile().store.listConversations({ limit: NOBODY_HAS_MORE });
      const shown = conversations.filter(({ id }) => !deletions.has(id)).length;
      return { folder: dataDir, bytes: await storedBytes(dataDir), conversations: shown };
    },
    'privacy.purge': ({ olderThanDays }) =>
      inTurn(async () => {
        await deletions.finishAll();
        const beforeMs = olderThanDays === undefined ? Number.POSITIVE_INFINITY : Date.now() - olderThanDays * DAY_MS;
        const open = feed.state.open.conversation;
        if (olderThanDays === undefined && open !== undefined) {
          await life.current?.engine.openConversation(undefined);
          publish({ type: 'conversation.switched', open: { conversation: undefined, turns: [] } });
        }
        const report = await profile().purge({
          conversationsBeforeMs: beforeMs,
          pinnedBeforeMs: beforeMs,
          audioBeforeMs: beforeMs,
          ...(olderThanDays === undefined ? {} : { except: open?.id as ConversationId | undefined }),
        });
        publish({ type: 'conversations.changed' });
        return report;
      }),
    async 'privacy.export'(_nothing, { emit, signal }) {
      const { store, traces } = profile();
      for (const { id } of await store.listConversations({ limit: NOBODY_HAS_MORE })) {
        if (signal.aborted) break;
        if (deletions.has(id)) continue;
        emit(JSON.stringify({ ...(await store.exportConversation(id)), traces: await traces.traces(id) }));
      }
      const { server, ...settings } = feed.state.settings;
      const { apiKey: _secret, ...ownServer } = server ?? {};
      const all = server === undefined ? settings : { ...settings, server: ownServer };
      const day = new Date().toISOString().slice(0, 10);
      return { fileName: `sotto ${day}.json`, settings: JSON.stringify(all) };
    },
  };
}

function vaultView({ state, isEncrypting, opensBy, availableKeyring, recovery, waitMs }: VaultSummary): VaultView {
  return {
    // Who has it open although it is not all encrypted has a readable one.
    encryption: state === 'off' || (state === 'open' && isEncrypting) ? 'off' : 'on',
    isLocked: state === 'locked',
    recovery,
    waitMs,
    ...(opensBy === undefined ? {} : { opensBy }),
    ...(availableKeyring === undefined ? {} : { keyring: availableKeyring }),
  };
}
