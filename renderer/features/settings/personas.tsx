/** Personas to choose from, to keep and to give away. */

import { type FormEvent, useState } from 'react';
import type { PersonaView } from '../../../contract/personas.ts';
import { Button } from '../../components/button.tsx';
import { FileChooser } from '../../components/file-chooser.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { useAsk, useAssistantState, useLoaded } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { offerFile } from '../conversation/offer-file.ts';
import { SettingRow } from './setting-row.tsx';
import { useSetting } from './use-setting.ts';

const LARGEST_FILE = 65_536;

export function Personas() {
  const words = useWords().settings.personas;
  const ask = useAsk();
  // Which one is in use changes with any setting.
  const settings = useAssistantState((state) => state.settings);
  const [loaded, reload] = useLoaded('personas.list', {}, settings);
  const { lockedBy } = useSetting('persona');

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const content = file.size > LARGEST_FILE ? '' : await file.text();
    if ((await ask('personas.import', { content })) !== undefined) reload();
  }

  return (
    <SettingRow id="personas" name={words.name} help={words.help} isWide {...{ lockedBy }}>
      <WhenLoaded loaded={loaded} reload={reload}>
        {(personas) => (
          <ul className="personas">
            {personas.map((persona) => (
              <Persona key={persona.id} {...{ persona, isLocked: lockedBy !== undefined, onChanged: reload }} />
            ))}
          </ul>
        )}
      </WhenLoaded>
      <KeepPersona onKept={reload} />
      <div className="row">
        <FileChooser text={words.import} accept=".json" look="quiet" onFiles={([file]) => void take(file)} />
      </div>
    </SettingRow>
  );
}

function Persona({ persona, isLocked, onChanged }: PersonaProps) {
  const words = useWords().settings.personas;
  const ask = useAsk();
  const { id: personaId, name, about, origin, isInUse } = persona;

  async function give(): Promise<void> {
    const file = await ask('personas.export', { personaId });
    if (file !== undefined) offerFile(file.fileName, file.content);
  }

  return (
    <li className="persona">
      <div>
        <p className="name">{name}</p>
        {about !== '' && <p className="soft small">{about}</p>}
      </div>
      <div className="row">
        {isInUse ? (
          <span className="soft small">{words.inUse}</span>
        ) : (
          <Button
            aria-label={words.chooseOf(name)}
            isDisabled={isLocked}
            onPress={() => void ask('personas.use', { personaId })}
          >
            {words.choose}
          </Button>
        )}
        <Button look="quiet" aria-label={words.exportOf(name)} onPress={() => void give()}>
          {words.export}
        </Button>
        {origin === 'own' && (
          <Button
            look="quiet"
            aria-label={words.removeOf(name)}
            onPress={() => void ask('personas.remove', { personaId }).then(onChanged)}
          >
            {words.remove}
          </Button>
        )}
      </div>
    </li>
  );
}

interface PersonaProps {
  readonly persona: PersonaView;
  readonly isLocked: boolean;
  readonly onChanged: () => void;
}

/** The settings as they are now, under a name. */
function KeepPersona({ onKept }: { onKept: () => void }) {
  const words = useWords().settings.personas;
  const ask = useAsk();
  const [name, setName] = useState('');

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === '') return;
    if ((await ask('personas.keep', { name: name.trim() })) === undefined) return;
    setName('');
    onKept();
  }

  return (
    <form className="row" onSubmit={(event) => void submit(event)}>
      <input
        className="input"
        aria-label={words.keepName}
        placeholder={words.keepName}
        value={name}
        maxLength={60}
        onChange={({ target }) => setName(target.value)}
      />
      <Button type="submit" isDisabled={name.trim() === ''}>
        {words.keep}
      </Button>
    </form>
  );
}
