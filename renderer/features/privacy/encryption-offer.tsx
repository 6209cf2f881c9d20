/** In the first steps: says that nothing is encrypted yet, and offers to change that. Nothing where it is. */

import { useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { WaysToOpen } from './encryption.tsx';
import './privacy.css';

export function EncryptionOffer() {
  const words = useWords().privacy.encryption;
  const [loaded, reload] = useLoaded('vault.status', {});
  if (loaded.kind !== 'ready') return null;
  const { encryption, opensBy, keyring } = loaded.value;
  if (encryption === 'on') {
    const text = opensBy === 'keyring' ? words.keyring(keyring ?? '') : words.passphrase;
    return (
      <p className="soft">
        {words.name}: {text}
      </p>
    );
  }
  return (
    <section className="sheet secret-form" aria-label={words.name}>
      <h2>{words.offer}</h2>
      <p className="soft">{words.help}</p>
      <WaysToOpen vault={loaded.value} reload={reload} isAside />
    </section>
  );
}
