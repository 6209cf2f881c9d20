import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import { Button } from '../../components/button.tsx';
import { useAssistantState } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { Encryption } from '../privacy/encryption.tsx';
import { KeepDays } from '../privacy/keep-days.tsx';
import { Remembered } from '../privacy/remembered.tsx';
import { Stored } from '../privacy/stored.tsx';
import { Appearance } from './appearance.tsx';
import { Devices } from './devices.tsx';
import { FIELDS, type FieldPath, type GroupName } from './fields.ts';
import { FirstStepsAgain } from './first-steps-again.tsx';
import { Hotkey } from './hotkey.tsx';
import { Personas } from './personas.tsx';
import { PhraseLists } from './phrase-lists.tsx';
import { SettingField } from './setting-field.tsx';
import { GroupContext, SearchContext } from './setting-row.tsx';
import { SpeechLanguage } from './speech-language.tsx';
import { VoiceChoice, VoicePreview } from './voice-choice.tsx';
import './settings.css';

/** What needs more than a plain control, around the fields of its group. */
const AROUND: Readonly<
  Partial<Record<GroupName, { readonly before?: () => ReactNode; readonly after?: () => ReactNode }>>
> = {
  appearance: { before: Appearance },
  devices: { before: Devices },
  turns: { after: PhraseLists },
  hearing: { before: SpeechLanguage },
  voice: { before: VoiceChoice, after: VoicePreview },
  persona: { before: Personas },
  privacy: { before: Encryption, after: RememberedAndStored },
  desktop: { before: Hotkey },
  start: { before: FirstStepsAgain },
};

function RememberedAndStored() {
  return (
    <>
      <Remembered />
      <KeepDays />
      <Stored />
    </>
  );
}

export function SettingsScreen() {
  const words = useWords().settings;
  const [query, setQuery] = useState('');
  const all = Object.keys(words.groups) as GroupName[];
  const groups = all.filter((group) => group !== 'desktop' || window.desktop !== undefined);
  return (
    <div className="page settings">
      <header className="stack">
        <div>
          <h1>{words.title}</h1>
          <p className="soft">{words.intro}</p>
        </div>
        <Search {...{ query, setQuery }} />
        <nav aria-label={words.jump} className="jumps">
          {groups.map((group) => (
            <Button key={group} look="quiet" onPress={() => jumpTo(group)}>
              {words.groups[group]}
            </Button>
          ))}
        </nav>
      </header>
      <SearchContext value={query}>
        {groups.map((group) => (
          <Group key={group} group={group} />
        ))}
      </SearchContext>
    </div>
  );
}

function jumpTo(group: GroupName): void {
  const heading = document.getElementById(`settings-${group}`);
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

function Group({ group }: { group: GroupName }) {
  const name = useWords().settings.groups[group];
  const mode = useAssistantState(({ settings }) => settings.turnTaking.mode);
  const { before: Before, after: After } = AROUND[group] ?? {};
  const fields =
    group === 'appearance' || group === 'start' ? [] : FIELDS[group].filter(([path]) => isOfUse(path, mode));
  return (
    <section className="settings-group stack" aria-labelledby={`settings-${group}`}>
      <h2 id={`settings-${group}`} tabIndex={-1}>
        {name}
      </h2>
      <div className="sheet">
        <GroupContext value={name}>
          {Before && <Before />}
          {fields.map(([path, field]) => (
            <SettingField key={path} path={path} field={field} />
          ))}
          {After && <After />}
        </GroupContext>
      </div>
    </section>
  );
}

/** A wake phrase is asked about only where one is needed. */
function isOfUse(path: FieldPath, mode: string): boolean {
  const isAboutWaking = path === 'turnTaking.wakePhrases' || path === 'turnTaking.attentionMs';
  return !isAboutWaking || mode === 'wake-phrase';
}

/** Says how many there are once a person stops typing. */
function Search({ query, setQuery }: { query: string; setQuery: (query: string) => void }) {
  const words = useWords().settings;
  const [finding, setFinding] = useState('');
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const count = field.current?.closest('.settings')?.querySelectorAll('.setting').length ?? 0;
    const text = count === 0 ? words.notFound : words.found(count);
    const timer = setTimeout(() => setFinding(query.trim() === '' ? '' : text), 300);
    return () => clearTimeout(timer);
  }, [query, words]);
  return (
    <div ref={field}>
      <SearchField className="search" aria-label={words.search} value={query} onChange={setQuery}>
        <Input className="input" placeholder={words.search} />
        <AriaButton className="search-clear">
          <span aria-hidden="true">×</span>
        </AriaButton>
      </SearchField>
      <p role="status" className="soft small">
        {finding}
      </p>
    </div>
  );
}
