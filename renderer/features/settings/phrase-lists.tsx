/** Phrases that steer, by language: those that stop, and those that show that one listens. */

import { useState } from 'react';
import type { DefaultPhrases } from '../../../contract/setting-up.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { OptionCards } from '../../components/option-cards.tsx';
import { WordList } from '../../components/word-list.tsx';
import { useAssistantState, useLoaded } from '../../engine-client/use-assistant.tsx';
import { LANGUAGES, useWords } from '../../locales/use-words.tsx';
import { languageName } from './language-choices.ts';
import { SettingRow } from './setting-row.tsx';
import { useSetting } from './use-setting.ts';

/** Languages that come with phrases of their own. */
const CODES = Object.keys(LANGUAGES);

export function PhraseLists() {
  const spoken = useAssistantState(({ settings }) => settings.language);
  const [chosen, setChosen] = useState<string>();
  const language = chosen ?? (CODES.includes(spoken) ? spoken : 'en');
  const [loaded, reload] = useLoaded('phrases.defaults', { language });
  return (
    <WhenLoaded loaded={loaded} reload={reload}>
      {(defaults) => (
        <>
          <PhraseList list="stop" defaults={defaults} {...{ language, setLanguage: setChosen }} />
          <PhraseList list="backchannel" defaults={defaults} {...{ language, setLanguage: setChosen }} />
        </>
      )}
    </WhenLoaded>
  );
}

function PhraseList({ list, defaults, language, setLanguage }: PhraseListProps) {
  const words = useWords().settings;
  const [{ language: ownLanguage }] = usePreferences();
  const path = `turnTaking.phrases.${language}.${list}`;
  const { value, lockedBy, apply, onReset } = useSetting(path);
  const name = words.phrases[list];
  const help = words.phrases[list === 'stop' ? 'stopHelp' : 'backchannelHelp'];
  return (
    <SettingRow
      id={path}
      {...{ name, help, lockedBy, onReset }}
      fallback={undefined}
      more={[words.phrases.languageOf]}
      isWide
    >
      <OptionCards
        label={`${name}: ${words.phrases.languageOf}`}
        value={language}
        options={CODES.map((code) => ({ value: code, name: words.phrases.language(languageName(code, ownLanguage)) }))}
        onChange={setLanguage}
      />
      <WordList
        label={`${name}, ${languageName(language, ownLanguage)}`}
        describedBy={`${path}-help`}
        items={(value as readonly string[] | undefined) ?? defaults[list]}
        most={100}
        isDisabled={lockedBy !== undefined}
        onChange={apply}
      />
      <p className="soft small">{words.phrases.original(defaults[list].length)}</p>
    </SettingRow>
  );
}

interface PhraseListProps {
  readonly list: 'stop' | 'backchannel';
  readonly defaults: DefaultPhrases;
  readonly language: string;
  readonly setLanguage: (language: string) => void;
}
