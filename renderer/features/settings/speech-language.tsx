/** The language that people speak: one, or whichever. */

import { usePreferences } from '../../app/preferences.tsx';
import { Select } from '../../components/select.tsx';
import { useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { languageChoices } from './language-choices.ts';
import { SettingRow } from './setting-row.tsx';
import { useSetting } from './use-setting.ts';

export function SpeechLanguage() {
  const words = useWords().settings;
  const [{ language: ownLanguage }] = usePreferences();
  const version = useView(({ modelsVersion }) => modelsVersion);
  const [models] = useLoaded('models.list', {}, version);
  const { value, fallback, lockedBy, apply, onReset } = useSetting('language');
  const known = models.kind === 'ready' ? models.value.filter(({ kind, isInUse }) => kind === 'stt' && isInUse) : [];
  const choices = languageChoices(
    [String(value), String(fallback), ...known.flatMap(({ languages }) => languages)],
    words.speechLanguage.auto,
    ownLanguage,
  );
  return (
    <SettingRow
      id="language"
      name={words.speechLanguage.name}
      help={words.speechLanguage.help}
      more={Object.values(choices)}
      fallback={choices[String(fallback)]}
      {...{ lockedBy, onReset }}
    >
      <Select
        label={words.speechLanguage.name}
        describedBy="language-help"
        value={String(value)}
        choices={choices}
        isDisabled={lockedBy !== undefined}
        onChange={apply}
      />
    </SettingRow>
  );
}
