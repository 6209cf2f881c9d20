/** In the first steps: says that nothing is encrypted yet, and offers to change that. */

import { useState } from 'react';
import { useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { WaysToOpen } from './encryption.tsx';
import { RecoveryPhrase } from './recovery-phrase.tsx';
import './privacy.css';

export function EncryptionOffer() {
  const { encryption: words, recovery } = useWords().privacy;
  const [loaded, reload] = useLoaded('vault.status', {});
  const [wasOff, setWasOff] = useState(false);
  if (loaded.kind !== 'ready') return null;
  const vault = loaded.value;
  if (vault.encryption === 'off') {
    return (
      <section className="sheet secret-form" aria-label={words.name}>
        <h2>{words.offer}</h2>
        <p className="soft">{words.help}</p>
        <WaysToOpen vault={vault} reload={reload} onSwitchedOn={() => setWasOff(true)} isAside />
      </section>
    );
  }
  const state = vault.opensBy === 'keyring' ? words.keyring(vault.keyring ?? '') : words.passphrase;
  return (
    <section className="sheet secret-form" aria-label={words.name}>
      <p>
        {words.name}: {state}
      </p>
      <h2>{recovery.name}</h2>
      <p className="soft">{recovery.help}</p>
      <RecoveryPhrase vault={vault} reload={reload} isFirst={wasOff} />
    </section>
  );
}
