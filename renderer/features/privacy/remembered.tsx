/** What is remembered about the user, to be read, corrected and forgotten. */

import { type FormEvent, useState } from 'react';
import type { UserFactView } from '../../../contract/memory.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useAsk, useAssistantState, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { SettingRow } from '../settings/setting-row.tsx';

export function Remembered() {
  const words = useWords().privacy.remembered;
  // Something may have been said since.
  const turns = useAssistantState(({ open }) => open.turns.length);
  const [loaded, reload] = useLoaded('memory.list', {}, turns);
  return (
    <SettingRow id="remembered" name={words.name} help={words.help} isWide>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(facts) =>
          facts.length === 0 ? (
            <p className="soft">{words.none}</p>
          ) : (
            <ul className="remembered">
              {facts.map((fact) => (
                <Fact key={fact.id} fact={fact} onChanged={reload} />
              ))}
            </ul>
          )
        }
      </WhenLoaded>
    </SettingRow>
  );
}

function Fact({ fact, onChanged }: { fact: UserFactView; onChanged: () => void }) {
  const words = useWords().privacy.remembered;
  const [{ language }] = usePreferences();
  const ask = useAsk();
  const [draft, setDraft] = useState<string>();
  const { id: factId, text, saidAtMs } = fact;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (draft === undefined || draft.trim().length < 3) return;
    if ((await ask('memory.change', { factId, text: draft.trim() })) === undefined) return;
    setDraft(undefined);
    onChanged();
  }

  if (draft !== undefined) {
    return (
      <li>
        <form className="row" onSubmit={(event) => void submit(event)}>
          <input
            className="input wide"
            aria-label={words.changeOf(text)}
            value={draft}
            maxLength={300}
            onChange={({ target }) => setDraft(target.value)}
          />
          <Button type="submit">{words.keep}</Button>
          <Button look="quiet" onPress={() => setDraft(undefined)}>
            {words.cancel}
          </Button>
        </form>
      </li>
    );
  }
  return (
    <li className="row spread">
      <div>
        <p>{text}</p>
        <p className="soft small">{words.said(new Date(saidAtMs).toLocaleDateString(language))}</p>
      </div>
      <div className="row">
        <Button look="quiet" aria-label={words.changeOf(text)} onPress={() => setDraft(text)}>
          {words.change}
        </Button>
        <Button
          look="quiet"
          aria-label={words.forgetOf(text)}
          onPress={() => void ask('memory.remove', { factId }).then(onChanged)}
        >
          {words.forget}
        </Button>
      </div>
    </li>
  );
}
