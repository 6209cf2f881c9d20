/** Typed questions. */

import { type FormEvent, useState } from 'react';
import { toFault } from '../../../contract/faults.ts';
import { Button } from '../../components/button.tsx';
import { useAssistantState, useClient, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import type { Revision } from './use-revision.ts';

export function Composer({ text, onText, revision }: ComposerProps) {
  const words = useWords();
  const client = useClient();
  const isOpen = useView(({ link }) => link === 'open');
  const isWritten = useAssistantState(({ settings }) => settings.typed.answers === 'written');
  const [own, setSilent] = useState<boolean>();
  const isSilent = own ?? isWritten;

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const asked = text.trim();
    if (asked === '' || !isOpen) return;
    onText('');
    if (!(await revision.prepare())) {
      onText(asked);
      return;
    }
    client.change({ kind: 'typed', text: asked });
    client.call('talk.submit', { text: asked, isSilent }).catch((error: unknown) => {
      client.change({ kind: 'typing-failed', text: asked });
      const fault = toFault(error);
      if (fault.code !== 'cancelled') client.change({ kind: 'faulted', fault });
    });
  }

  return (
    <form className="composer" onSubmit={(event) => void send(event)}>
      <RevisionNote
        revision={revision}
        onCancel={() => {
          revision.cancel();
          onText('');
        }}
      />
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

interface ComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly revision: Revision;
}

/** That an earlier question is asked anew, and the way back. */
function RevisionNote({ revision, onCancel }: { revision: Revision; onCancel: () => void }) {
  const words = useWords().conversation;
  const { turn, revised } = revision;
  return (
    <div role="status" className="revision small">
      {turn !== undefined && (
        <div className="row">
          <p>{words.editing}</p>
          <Button look="quiet" onPress={onCancel}>
            {words.cancel}
          </Button>
        </div>
      )}
      {turn === undefined && revised !== undefined && (
        <div className="row">
          <p>{words.revised(words.earlier(revised.earlier.title))}</p>
          <Button look="quiet" onPress={() => void revision.undo()}>
            {words.undo}
          </Button>
        </div>
      )}
    </div>
  );
}
