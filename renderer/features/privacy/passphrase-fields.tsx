/** A new passphrase, typed twice. */

import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { flawOf } from './new-passphrase.ts';

export function PassphraseFields({ action, isBusy, busyText, complaint, before, children, onDone }: Props) {
  const words = useWords().privacy;
  const [typed, setTyped] = useState('');
  const [again, setAgain] = useState('');
  const [flaw, setFlaw] = useState<'short' | 'different'>();
  const id = useId();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = flawOf(typed, again);
    setFlaw(found);
    if (found === undefined && !isBusy) onDone(typed);
  }

  const text = flaw === undefined ? complaint : words[flaw];
  const field = (name: string, value: string, change: (value: string) => void) => (
    <label className="secret-field">
      <span>{name}</span>
      <input
        className="input"
        type="password"
        autoComplete="new-password"
        value={value}
        aria-describedby={text === undefined ? undefined : id}
        onChange={({ target }) => change(target.value)}
      />
    </label>
  );
  return (
    <form className="secret-form" onSubmit={submit}>
      {before}
      {field(words.newPassphrase, typed, setTyped)}
      {field(words.again, again, setAgain)}
      <p role="alert" id={id} className="complaint">
        {text}
      </p>
      <div className="row">
        <Button type="submit" look="strong" isDisabled={isBusy}>
          {action}
        </Button>
        {children}
      </div>
      <p role="status" className="soft small">
        {isBusy ? busyText : ''}
      </p>
    </form>
  );
}

interface Props {
  readonly action: string;
  readonly isBusy: boolean;
  readonly busyText: string;
  /** Why it was not taken. */
  readonly complaint?: string | undefined;
  /** Another field, above. */
  readonly before?: ReactNode;
  /** Other buttons. */
  readonly children?: ReactNode;
  readonly onDone: (passphrase: string) => void;
}
