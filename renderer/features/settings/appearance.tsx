import { type Preferences, usePreferences } from '../../app/preferences.tsx';
import { LANGUAGES, useWords } from '../../locales/use-words.tsx';

export function Appearance() {
  const words = useWords().settings;
  const { appearance } = words;
  const languages = Object.fromEntries(Object.entries(LANGUAGES).map(([code, { language }]) => [code, language]));
  return (
    <section className="stack" aria-label={words.groups.appearance}>
      <h2>{words.groups.appearance}</h2>
      <div className="sheet">
        <Choice name="language" label={appearance.language} choices={languages} />
        <Choice name="theme" label={appearance.theme} choices={appearance.themes} />
        <Choice name="text" label={appearance.text} choices={appearance.texts} />
        <Choice name="face" label={appearance.face} choices={appearance.faces} />
        <p className="soft small">{appearance.here}</p>
      </div>
    </section>
  );
}

function Choice({ name, label, choices }: ChoiceProps) {
  const [preferences, change] = usePreferences();
  return (
    <div className="setting">
      <label htmlFor={name}>{label}</label>
      <select
        id={name}
        className="input"
        value={preferences[name]}
        onChange={({ target }) => change({ [name]: target.value })}
      >
        {Object.entries(choices).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ChoiceProps {
  readonly name: keyof Preferences;
  readonly label: string;
  readonly choices: Readonly<Record<string, string>>;
}
