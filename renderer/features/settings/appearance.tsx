/** How this window looks. Kept in it. */

import { defaultPreferences, type Preferences, usePreferences } from '../../app/preferences.tsx';
import { OptionCards } from '../../components/option-cards.tsx';
import { LANGUAGES, useWords } from '../../locales/use-words.tsx';
import { SettingRow } from './setting-row.tsx';

export function Appearance() {
  const { appearance } = useWords().settings;
  const languages = Object.fromEntries(Object.entries(LANGUAGES).map(([code, { language }]) => [code, language]));
  return (
    <>
      <Choice preference="language" name={appearance.language} choices={languages} />
      <Choice preference="theme" name={appearance.theme} choices={appearance.themes} />
      <Choice preference="text" name={appearance.text} choices={appearance.texts} />
      <Choice preference="motion" name={appearance.motion} choices={appearance.motions} />
      <Choice preference="face" name={appearance.face} choices={appearance.faces} />
    </>
  );
}

function Choice({ preference, name, choices }: ChoiceProps) {
  const { appearance } = useWords().settings;
  const [preferences, change] = usePreferences();
  const value = preferences[preference];
  const original = defaultPreferences()[preference];
  return (
    <SettingRow
      id={preference}
      name={name}
      more={[...Object.values(choices), appearance.here]}
      fallback={choices[original]}
      onReset={value === original ? undefined : () => change({ [preference]: original })}
    >
      <OptionCards
        label={name}
        value={value}
        options={Object.entries(choices).map(([id, text]) => ({ value: id, name: text }))}
        onChange={(next) => change({ [preference]: next })}
      />
    </SettingRow>
  );
}

interface ChoiceProps {
  readonly preference: keyof Preferences;
  readonly name: string;
  readonly choices: Readonly<Record<string, string>>;
}
