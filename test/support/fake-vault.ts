/** What a page is told of what is kept. The passphrase is `open sesame`, the recovery phrase 24 times the same word. */

import type { AssistantCalls, AssistantEvent, AssistantState } from '../../contract/assistant.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { Handlers } from '../../contract/rpc.ts';
import type { VaultResults, VaultView } from '../../contract/vault.ts';

export const PASSPHRASE = 'open sesame';
export const RECOVERY_WORDS = [...'abandon ability able about above absent'.split(' '), ...Array(18).fill('zoo')];

type VaultHandlers = Pick<Handlers<AssistantCalls>, keyof VaultResults>;

/** Locked by a passphrase where the phase says so, otherwise readable by anyone, on a machine with a keyring. */
export function fakeVault({ phase }: AssistantState, tell: (event: AssistantEvent) => void): VaultHandlers {
  const isLocked = phase === 'locked';
  let vault: VaultView = {
    encryption: isLocked ? 'on' : 'off',
    isLocked,
    keyring: 'Secret Service',
    recovery: isLocked ? 'confirmed' : 'none',
    waitMs: 0,
    ...(isLocked ? { opensBy: 'passphrase' } : {}),
  };
  let wrong = 0;
  function change(part: Partial<VaultView>): VaultView {
    if (vault.isLocked && part.isLocked === false) tell({ type: 'phase.changed', phase: 'ready' });
    vault = { ...vault, encryption: 'on', ...part };
    return vault;
  }
  return {
    'vault.status': async () => vault,
    async 'vault.unlock'({ passphrase }) {
      if (passphrase === PASSPHRASE) return change({ isLocked: false });
      wrong += 1;
      vault = { ...vault, waitMs: wrong < 3 ? 0 : 4000 };
      throw new SottoFault('storage-key-wrong', 'That is not the passphrase.', { retryable: true });
    },
    async 'vault.recover'({ recoveryPhrase }) {
      if (recoveryPhrase.trim().split(/\s+/).join(' ') === RECOVERY_WORDS.join(' ')) return change({ isLocked: false });
      throw new SottoFault('storage-key-wrong', 'That is not the recovery phrase of this profile.', {
        retryable: true,
      });
    },
    'vault.setPassphrase': async () => change({ opensBy: 'passphrase' }),
    'vault.useKeyring': async () => change({ opensBy: 'keyring' }),
    async 'vault.showRecovery'() {
      change({ recovery: 'unconfirmed' });
      return { words: RECOVERY_WORDS };
    },
    'vault.confirmRecovery': async () => change({ recovery: 'confirmed' }),
    'privacy.stored': async () => ({
      folder: '~/.local/share/sotto',
      bytes: {
        conversations: 3_400_000,
        audio: 128_000_000,
        copies: 9_900_000,
        knowledge: 41_000_000,
        models: 5_600_000_000,
        reserve: 16_777_216,
        other: 12_000,
      },
      conversations: 212,
    }),
    'privacy.purge': async () => ({ conversations: 212, sounds: 0 }),
    async 'privacy.export'(_params, { emit }) {
      emit('{"conversation":{"title":"Why the sky is blue"}}');
      return { fileName: 'sotto 2030-01-01.json', settings: '{}' };
    },
  };
}
