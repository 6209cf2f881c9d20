import { Button } from '../../components/button.tsx';
import { useAsk } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { Appearance } from './appearance.tsx';
import { Devices } from './devices.tsx';
import { FIELDS } from './fields.ts';
import { SettingField } from './setting-field.tsx';
import './settings.css';

export function SettingsScreen() {
  const words = useWords().settings;
  const ask = useAsk();
  return (
    <div className="page">
      <header>
        <h1>{words.title}</h1>
        <p className="soft">{words.intro}</p>
      </header>
      <Appearance />
      {FIELDS.map(({ group, fields }) => (
        <section key={group} className="stack" aria-label={words.groups[group]}>
          <h2>{words.groups[group]}</h2>
          <div className="sheet">
            {group === 'devices' && <Devices />}
            {fields.map(([path, field]) => (
              <SettingField key={path} path={path} field={field} />
            ))}
            {group === 'voice' && (
              <Button onPress={() => void ask('voice.preview', { text: words.previewText })}>{words.preview}</Button>
            )}
          </div>
        </section>
      ))}
    </div>
  );
}
