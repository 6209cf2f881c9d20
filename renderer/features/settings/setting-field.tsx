/** A setting with a plain control. */

import { useEffect, useState } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { OptionCards } from '../../components/option-cards.tsx';
import { Slider } from '../../components/slider.tsx';
import { Switch } from '../../components/switch.tsx';
import { WordList } from '../../components/word-list.tsx';
import { useAssistantState } from '../../engine-client/use-assistant.tsx';
import type { Words } from '../../locales/en.ts';
import { useWords } from '../../locales/use-words.tsx';
import type { ChoiceName, FieldKind, FieldPath } from './fields.ts';
import { SettingRow } from './setting-row.tsx';
import { type UsedSetting, useSetting } from './use-setting.ts';

export function SettingField({ path, field }: { path: FieldPath; field: FieldKind }) {
  const words = useWords();
  const [{ language }] = usePreferences();
  const setting = useSetting(path);
  const help = (words.settings.help as Partial<Record<FieldPath, string>>)[path];
  const name = words.settings.fields[path];
  const choices = field.kind === 'cards' ? field.choices.map((choice) => words.settings.choices[choice]) : [];
  const ownName = useAssistantState(({ settings }) => settings.persona.name);
  const { fallback, lockedBy, onReset } = setting;
  return (
    <SettingRow
      {...{ id: path, name, help, lockedBy, onReset }}
      more={choices}
      fallback={
        path === 'turnTaking.wakePhrases' ? words.settings.heyName(ownName) : shown(words, field, fallback, language)
      }
      isWide={field.kind === 'cards' && field.choices.length > 2}
    >
      <Control {...{ path, field, name, setting, help }} />
    </SettingRow>
  );
}

function Control({ path, field, name, setting, help }: ControlProps) {
  const words = useWords();
  const { value, apply, lockedBy } = setting;
  const isDisabled = lockedBy !== undefined;
  const describedBy = help === undefined ? undefined : `${path}-help`;
  const given = { label: name, isDisabled };
  switch (field.kind) {
    case 'switch':
      return <Switch {...given} {...onOff(words, value === true)} {...{ describedBy }} onChange={apply} />;
    case 'on-off':
      return (
        <Switch
          {...given}
          {...onOff(words, value === 'on')}
          {...{ describedBy }}
          onChange={(isOn) => apply(isOn ? 'on' : 'off')}
        />
      );
    case 'cards':
      return (
        <OptionCards
          {...given}
          value={String(value)}
          onChange={apply}
          options={field.choices.map((choice) => card(words, choice))}
        />
      );
    case 'list':
      return (
        <WordList
          {...given}
          {...{ describedBy }}
          items={value as readonly string[]}
          most={field.most}
          onChange={apply}
        />
      );
    case 'range':
      return <RangeControl {...{ path, field, name, setting, help }} />;
    case 'text':
      return <TextControl {...{ path, field, name, setting, help }} />;
  }
}

/** Applied when the hand lets go, so that a drag is one change. */
function RangeControl({ path, field, name, setting, help }: ControlProps) {
  const words = useWords();
  const [{ language }] = usePreferences();
  const [draft, setDraft] = useDraft(setting.value);
  if (field.kind !== 'range') return null;
  const { min, max, step, unit } = field;
  const inUnit = (value: number): number => Number((value * unit.factor).toFixed(4));
  const kept = (value: number): number => Number((value / unit.factor).toFixed(4));
  return (
    <Slider
      label={name}
      describedBy={help === undefined ? undefined : `${path}-help`}
      isDisabled={setting.lockedBy !== undefined}
      value={inUnit(Number(draft))}
      text={shown(words, field, draft, language)}
      format={unit.format}
      minValue={inUnit(min)}
      maxValue={inUnit(max)}
      step={inUnit(step)}
      onChange={(value) => setDraft(kept(value))}
      onDone={(value) => setting.apply(kept(value))}
    />
  );
}

/** Applied when the field is left, or with Enter in a single line. */
function TextControl({ path, field, name, setting, help }: ControlProps) {
  const [draft, setDraft] = useDraft(setting.value);
  if (field.kind !== 'text') return null;
  const done = (): void => {
    const text = String(draft).trim();
    // What must not be empty goes back to what it was.
    if (text === '' && setting.fallback !== '') setDraft(setting.value);
    else setting.apply(text);
  };
  const given = {
    className: 'input',
    'aria-label': name,
    'aria-describedby': help === undefined ? undefined : `${path}-help`,
    disabled: setting.lockedBy !== undefined,
    value: String(draft ?? ''),
    maxLength: field.most,
    onBlur: done,
  };
  return field.lines > 1 ? (
    <textarea {...given} rows={field.lines} onChange={({ target }) => setDraft(target.value)} />
  ) : (
    <input
      {...given}
      onChange={({ target }) => setDraft(target.value)}
      onKeyDown={({ key }) => {
        if (key === 'Enter') done();
      }}
    />
  );
}

/** What is being changed, until it is taken over or told anew. */
function useDraft(value: unknown) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return [draft, setDraft] as const;
}

interface ControlProps {
  readonly path: FieldPath;
  readonly field: FieldKind;
  readonly name: string;
  readonly setting: UsedSetting;
  readonly help: string | undefined;
}

function onOff({ settings }: Words, isOn: boolean) {
  return { isOn, text: isOn ? settings.on : settings.off };
}

function card({ settings }: Words, choice: ChoiceName) {
  const help = (settings.choiceHelp as Partial<Record<ChoiceName, string>>)[choice];
  return { value: choice, name: settings.choices[choice], help };
}

function shown({ settings }: Words, field: FieldKind, value: unknown, language: string): string {
  switch (field.kind) {
    case 'switch':
      return value === true ? settings.on : settings.off;
    case 'on-off':
      return value === 'on' ? settings.on : settings.off;
    case 'cards':
      return settings.choices[value as ChoiceName];
    case 'text':
      return value === '' ? settings.nothing : String(value);
    case 'list':
      return (value as readonly string[]).join(', ') || settings.nothing;
    case 'range': {
      const { name, factor } = field.unit;
      const figure = (Number(value) * factor).toLocaleString(language, { maximumFractionDigits: 2 });
      return `${figure} ${settings.units[name]}`;
    }
  }
}
