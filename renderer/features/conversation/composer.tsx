/** Typed questions. */

import { type FormEvent, useState } from 'react';
import { toFault } from '../../../contract/faults.ts';
import { Button } from '../../components/button.tsx';
import { useAssistantState, useClient, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

export function Composer({ text, onText }: { text: string; onText: (text: string) => void }) {
  const words = useWords();
  const client = useClient();
  const isOpen = useView(({ link }) => link === 'open');
  const isWritten = useAssistantState(({ settings }) => settings.typed.answers === 'written');
  const [own, setSilent] = useState<boolean>();
  const isSilent = own ?? isWritten;

  function send(event: FormEvent): void {
    event.preventDefault();
    const asked = text.trim();
    if (asked === '' || !isOpen) return;
    onText('');
    client.change({ kind: 'typed', text: asked });
    client.call('talk.submit', { text: asked, isSilent }).catch((error: unknown) => {
      client.change({ kind: 'typing-failed', text: asked });
      const fault = toFault(error);
      if (fault.code !== 'cancelled') client.change({ kind: 'faulted', fault });
    });
  }

  return (
    <form className="composer" onSubmit={send}>
      <input
        className="input"
        id="composer"
        aria-label={words.talk.write}
        placeholder={words.talk.write}
        value={text}
        onChange={({ target }) => onText(target.value)}
        maxLength={8000}
        autoComplete="off"
      />
      <Button type="submit" look="strong" isDisabled={text.trim() === '' || !isOpen}>
        {words.talk.send}
      </Button>
      <label className="small soft">
        <input type="checkbox" checked={isSilent} onChange={({ target }) => setSilent(target.checked)} />{' '}
        {words.talk.silent}
      </label>
    </form>
  );
}
