/** The phrase that opens what is kept when all else is lost: shown once, and confirmed by three of its words. */

import { type FormEvent, useEffect, useState } from 'react';
import type { VaultView } from '../../../contract/vault.ts';
import { Button } from '../../components/button.tsx';
import { useClient } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { SettingRow } from '../settings/setting-row.tsx';
import { areWords } from './new-passphrase.ts';
import { useAction } from './use-action.ts';

/** Which words are asked for, counted from one. */
const ASKED = [3, 11, 22] as const;

export function RecoveryPhraseRow(props: RecoveryPhraseProps) {
  const words = useWords().privacy.recovery;
  return (
    <SettingRow id="recovery" name={words.name} help={words.help} isWide>
      <RecoveryPhrase {...props} />
    </SettingRow>
  );
}

export function RecoveryPhrase({ vault, reload, isFirst = false }: RecoveryPhraseProps) {
  const all = useWords();
  const words = all.privacy.recovery;
  const client = useClient();
  const action = useAction();
  const [phrase, setPhrase] = useState<readonly string[]>();
  const show = (): Promise<unknown> =>
    action.run(async () => setPhrase((await client.call('vault.showRecovery', {})).words));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it comes
  useEffect(() => {
    if (isFirst) void show();
  }, []);
  if (phrase !== undefined) {
    const end = (): void => {
      setPhrase(undefined);
      reload();
    };
    return <Shown phrase={phrase} hadOne={vault.recovery === 'confirmed'} onEnd={end} />;
  }
  return (
    <>
      <p className={vault.recovery === 'confirmed' ? 'state-on' : 'state-off'}>{words[vault.recovery]}</p>
      <div>
        <Button isDisabled={action.isBusy} onPress={() => void show()}>
          {vault.recovery === 'none' ? words.show : words.showNew}
        </Button>
      </div>
      <p role="alert" className="complaint">
        {action.fault && all.fault(action.fault)}
      </p>
    </>
  );
}

interface RecoveryPhraseProps {
  readonly vault: VaultView;
  readonly reload: () => void;
  /** Encryption was switched on a moment ago: it is shown without being asked for. */
  readonly isFirst?: boolean;
}

function Shown({ phrase, hadOne, onEnd }: { phrase: readonly string[]; hadOne: boolean; onEnd: () => void }) {
  const all = useWords();
  const words = all.privacy.recovery;
  const client = useClient();
  const action = useAction();
  const [typed, setTyped] = useState('');
  const [isOther, setOther] = useState(false);

  function confirm(event: FormEvent): void {
    event.preventDefault();
    const isRight = areWords(
      typed,
      ASKED.map((number) => phrase[number - 1] ?? ''),
    );
    setOther(!isRight);
    if (!isRight || action.isBusy) return;
    const recoveryPhrase = phrase.join(' ');
    void action.run(() => client.call('vault.confirmRecovery', { recoveryPhrase })).then((isDone) => isDone && onEnd());
  }

  return (
    <form className="secret-form" onSubmit={confirm}>
      <p>{words.write}</p>
      <ol className="recovery-words" translate="no">
        {phrase.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may be there twice, and its place is what it is
          <li key={index}>{word}</li>
        ))}
      </ol>
      <label className="secret-field">
        <span>{words.ask(ASKED.join(', '))}</span>
        <input
          className="input"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          aria-describedby="recovery-complaint"
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <p role="alert" id="recovery-complaint" className="complaint">
        {isOther ? words.mistyped : action.fault && all.fault(action.fault)}
      </p>
      <div className="row">
        <Button type="submit" look="strong" isDisabled={action.isBusy}>
          {words.confirm}
        </Button>
        <Button look="quiet" onPress={onEnd}>
          {all.privacy.encryption.cancel}
        </Button>
      </div>
      {hadOne && <p className="soft small">{words.before}</p>}
    </form>
  );
}
