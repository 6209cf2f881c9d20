/** Nothing else is shown until what is kept is open. */

import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { VaultView } from '../../../contract/vault.ts';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useClient, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { PassphraseFields } from './passphrase-fields.tsx';
import { useAction } from './use-action.ts';
import './privacy.css';

export function UnlockScreen() {
  const words = useWords().privacy.locked;
  const [loaded, reload] = useLoaded('vault.status', {});
  return (
    <div className="page unlock">
      <div>
        <h1>{words.title}</h1>
        <p className="soft">{words.text}</p>
      </div>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(vault) => <WaysIn vault={vault} reload={reload} />}
      </WhenLoaded>
    </div>
  );
}

function WaysIn({ vault, reload }: { vault: VaultView; reload: () => void }) {
  const words = useWords().privacy.locked;
  const [isRecovering, setRecovering] = useState(false);
  const client = useClient();
  const action = useAction();
  if (vault.opensBy === 'keyring') {
    return (
      <div className="stack">
        <div className="sheet stack">
          <p>{words.forgetful(vault.keyring ?? '')}</p>
          <div>
            <Button isDisabled={action.isBusy} onPress={() => void action.run(() => client.call('vault.unlock', {}))}>
              {words.askKeyring}
            </Button>
          </div>
          <p role="status" className="soft small">
            {action.isBusy ? words.opening : ''}
          </p>
        </div>
        <Recover waitMs={vault.waitMs} reload={reload} />
      </div>
    );
  }
  return (
    <div className="stack">
      {isRecovering ? (
        <Recover waitMs={vault.waitMs} reload={reload} isAskedFor />
      ) : (
        <ByPassphrase waitMs={vault.waitMs} reload={reload} />
      )}
      <div>
        <Button look="quiet" onPress={() => setRecovering(!isRecovering)}>
          {isRecovering ? words.remembered : words.forgotten}
        </Button>
      </div>
    </div>
  );
}

function ByPassphrase({ waitMs, reload }: { waitMs: number; reload: () => void }) {
  const words = useWords().privacy;
  const client = useClient();
  const action = useAction();
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const seconds = useCountdown(waitMs, reload);
  useEffect(() => field.current?.focus(), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (typed === '' || action.isBusy || seconds > 0) return;
    if (await action.run(() => client.call('vault.unlock', { passphrase: typed }))) return;
    setTyped('');
    reload();
    field.current?.focus();
  }

  const refused = action.fault?.code === 'storage-key-wrong' ? words.locked.wrongPassphrase : action.fault?.message;
  const complaint = seconds > 0 ? words.locked.wait(seconds) : refused;
  return (
    <form className="sheet secret-form" onSubmit={(event) => void submit(event)}>
      <label className="secret-field">
        <span>{words.passphrase}</span>
        <input
          ref={field}
          className="input"
          type="password"
          required
          autoComplete="current-password"
          aria-describedby="unlock-complaint"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <p role="alert" id="unlock-complaint" className="complaint">
        {complaint}
      </p>
      <div>
        <Button type="submit" look="strong" isDisabled={action.isBusy || seconds > 0}>
          {words.locked.open}
        </Button>
      </div>
      <p role="status" className="soft small">
        {action.isBusy ? words.locked.opening : ''}
      </p>
    </form>
  );
}

function Recover({ waitMs, reload, isAskedFor = false }: { waitMs: number; reload: () => void; isAskedFor?: boolean }) {
  const words = useWords().privacy;
  const client = useClient();
  const action = useAction();
  const [phrase, setPhrase] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const seconds = useCountdown(waitMs, reload);
  useEffect(() => {
    if (isAskedFor) field.current?.focus();
  }, [isAskedFor]);
  const isWrong = action.fault?.code === 'storage-key-wrong' || action.fault?.code === 'bad-params';
  const refused = isWrong ? words.locked.wrongPhrase : action.fault?.message;
  return (
    <div className="sheet">
      <PassphraseFields
        action={words.locked.recover}
        isBusy={action.isBusy || seconds > 0}
        busyText={action.isBusy ? words.locked.opening : ''}
        complaint={seconds > 0 ? words.locked.wait(seconds) : refused}
        before={
          <label className="secret-field">
            <span>{words.recoveryPhrase}</span>
            <textarea
              ref={field}
              className="input"
              rows={4}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={phrase}
              onChange={({ target }) => setPhrase(target.value)}
            />
          </label>
        }
        onDone={(passphrase) =>
          void action
            .run(() => client.call('vault.recover', { recoveryPhrase: phrase, passphrase }))
            .then((isDone) => isDone || reload())
        }
      />
    </div>
  );
}

/** Whole seconds that are left; asks anew when they are over. */
function useCountdown(waitMs: number, onEnd: () => void): number {
  const [leftMs, setLeftMs] = useState(waitMs);
  useEffect(() => setLeftMs(waitMs), [waitMs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onEnd` is another one at each drawing
  useEffect(() => {
    if (leftMs <= 0) return;
    const timer = setTimeout(
      () => {
        setLeftMs(Math.max(0, leftMs - 1000));
        if (leftMs <= 1000) onEnd();
      },
      Math.min(1000, leftMs),
    );
    return () => clearTimeout(timer);
  }, [leftMs]);
  return Math.ceil(leftMs / 1000);
}
