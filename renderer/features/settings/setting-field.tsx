/** One setting: its name, its control, its default with the unit, and the way back to it. */

import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useAsk, useAssistantState } from '../../engine-client/use-assistant.tsx';
import type { Words } from '../../locales/en.ts';
import { useWords } from '../../locales/use-words.tsx';
import type { ChoiceName, FieldKind, FieldPath } from './fields.ts';
import { isLocked, patchOf, valueAt } from './settings-patch.ts';

export function SettingField({ path, field }: { path: FieldPath; field: FieldKind }) {
  const words = useWords();
  const ask = useAsk();
  const value = useAssistantState(({ settings }) => valueAt(settings, path));
  const original = useAssistantState(({ defaults }) => valueAt(defaults, path));
  const locked = useAssistantState(({ lockedSettings }) => isLocked(lockedSettings, path));
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const apply = (next: unknown): void => void ask('settings.change', { patch: patchOf(path, next) });
  const name = words.settings.fields[path];
  return (
    <div className="setting">
      <label htmlFor={path}>{name}</label>
      <Control {...{ path, field, draft, setDraft, apply, isLocked: locked }} />
      <p className="soft small">
        {locked ? words.settings.locked : words.settings.isDefault(shown(words, field, original))}
      </p>
      {!locked && value !== original && (
        <Button look="quiet" aria-label={words.settings.resetOf(name)} onPress={() => apply(null)}>
          {words.settings.reset}
        </Button>
      )}
    </div>
  );
}

function Control({ path, field, draft, setDraft, apply, isLocked: disabled }: ControlProps) {
  const words = useWords();
  if (field.kind === 'switch') {
    return (
      <input
        id={path}
        type="checkbox"
        disabled={disabled}
        checked={draft === true}
        onChange={({ target }) => apply(target.checked)}
      />
    );
  }
  if (field.kind === 'choice') {
    return (
      <select
        id={path}
        className="input"
        disabled={disabled}
        value={String(draft)}
        onChange={({ target }) => apply(target.value)}
      >
        {field.choices.map((choice) => (
          <option key={choice} value={choice}>
            {words.settings.choices[choice]}
          </option>
        ))}
      </select>
    );
  }
  // Applied when the hand lets go, so that a drag is one change.
  const done = (): void => apply(draft);
  if (field.kind === 'range') {
    const { min, max, step } = field;
    return (
      <span className="range">
        <input
          id={path}
          type="range"
          {...{ min, max, step, disabled }}
          value={Number(draft)}
          aria-valuetext={shown(words, field, draft)}
          onChange={({ target }) => setDraft(Number(target.value))}
          onPointerUp={done}
          onKeyUp={done}
        />
        <output htmlFor={path}>{shown(words, field, draft)}</output>
      </span>
    );
  }
  const text = { id: path, className: 'input', disabled, value: String(draft ?? ''), onBlur: done };
  return field.lines > 1 ? (
    <textarea {...text} rows={field.lines} onChange={({ target }) => setDraft(target.value)} />
  ) : (
    <input {...text} onChange={({ target }) => setDraft(target.value)} />
  );
}

interface ControlProps {
  readonly path: FieldPath;
  readonly field: FieldKind;
  readonly draft: unknown;
  readonly setDraft: (value: unknown) => void;
  readonly apply: (value: unknown) => void;
  readonly isLocked: boolean;
}

function shown({ settings }: Words, field: FieldKind, value: unknown): string {
  if (field.kind === 'switch') return value === true ? settings.on : settings.off;
  if (field.kind === 'choice') return settings.choices[value as ChoiceName];
  if (field.kind === 'text') return value === '' ? '–' : String(value);
  const { name, factor } = field.unit;
  return `${Number((Number(value) * factor).toFixed(2))} ${settings.units[name]}`;
}
