/** Whether what is kept is encrypted, and what opens it. */

import { useState } from 'react';
import type { VaultView } from '../../../contract/vault.ts';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useClient, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { SettingRow } from '../settings/setting-row.tsx';
import { PassphraseFields } from './passphrase-fields.tsx';
import { RecoveryPhraseRow } from './recovery-phrase.tsx';
import { useAction } from './use-action.ts';
import './privacy.css';

export function Encryption() {
  const [loaded, reload] = useLoaded('vault.status', {});
  const [wasOff, setWasOff] = useState(false);
  return (
    <WhenLoaded loaded={loaded} reload={reload}>
      {(vault) => (
        <>
          <EncryptionRow vault={vault} reload={reload} onSwitchedOn={() => setWasOff(true)} />
          {vault.encryption === 'on' && <RecoveryPhraseRow vault={vault} reload={reload} isFirst={wasOff} />}
        </>
      )}
    </WhenLoaded>
  );
}

function EncryptionRow({ vault, ...rest }: WaysToOpenProps) {
  const words = useWords().privacy.encryption;
  return (
    <SettingRow id="encryption" name={words.name} help={words.help} more={[words.byPassphrase]} isWide>
      <p className={vault.encryption === 'on' ? 'state-on' : 'state-off'}>{stateOf(vault, words)}</p>
      <WaysToOpen vault={vault} {...rest} />
    </SettingRow>
  );
}

/** The choices for what opens it from now on. */
export function WaysToOpen({ vault, reload, onSwitchedOn, isAside = false }: WaysToOpenProps) {
  const all = useWords();
  const words = all.privacy.encryption;
  const client = useClient();
  const action = useAction();
  const [isTyping, setTyping] = useState(false);
  const { encryption, opensBy, keyring } = vault;
  const done = (isDone: boolean): void => {
    if (isDone) setTyping(false);
    if (isDone && encryption === 'off') onSwitchedOn();
    reload();
  };
  if (isTyping) {
    return (
      <PassphraseFields
        action={words.set}
        isBusy={action.isBusy}
        busyText={words.working}
        complaint={action.fault && all.fault(action.fault)}
        onDone={(passphrase) => void action.run(() => client.call('vault.setPassphrase', { passphrase })).then(done)}
      >
        <Button look="quiet" isDisabled={action.isBusy} onPress={() => setTyping(false)}>
          {words.cancel}
        </Button>
      </PassphraseFields>
    );
  }
  return (
    <>
      {encryption === 'off' && <p>{keyring === undefined ? words.offNoKeyring : words.offKeyring(keyring)}</p>}
      <div className="row">
        {keyring !== undefined && opensBy !== 'keyring' && (
          <Button
            look={encryption === 'off' && !isAside ? 'strong' : 'plain'}
            isDisabled={action.isBusy}
            onPress={() => void action.run(() => client.call('vault.useKeyring', {})).then(done)}
          >
            {words.byKeyring(keyring)}
          </Button>
        )}
        <Button
          look={encryption === 'off' && keyring === undefined && !isAside ? 'strong' : 'plain'}
          isDisabled={action.isBusy}
          onPress={() => setTyping(true)}
        >
          {opensBy === 'passphrase' ? words.changePassphrase : words.byPassphrase}
        </Button>
      </div>
      <p role="alert" className="complaint">
        {action.fault && all.fault(action.fault)}
      </p>
      <p role="status" className="soft small">
        {action.isBusy && encryption === 'off' ? words.working : ''}
      </p>
    </>
  );
}

interface WaysToOpenProps {
  readonly vault: VaultView;
  readonly reload: () => void;
  readonly onSwitchedOn: () => void;
  /** Something else on the screen comes first. */
  readonly isAside?: boolean;
}

function stateOf({ encryption, opensBy, keyring }: VaultView, words: Texts): string {
  if (encryption === 'off') return words.off;
  return opensBy === 'keyring' ? words.keyring(keyring ?? '') : words.passphrase;
}

type Texts = ReturnType<typeof useWords>['privacy']['encryption'];
