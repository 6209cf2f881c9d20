/** A list of words or phrases that people add to and take from. */

import { type FormEvent, useState } from 'react';
import { Button as AriaButton, Tag, TagGroup, TagList } from 'react-aria-components';
import { useWords } from '../locales/use-words.tsx';
import { Button } from './button.tsx';
import { withItem } from './list-items.ts';
import './fields.css';

/** More are shown when asked for. */
const SHOWN = 12;

export function WordList({ label, describedBy, items, most, isDisabled = false, onChange }: WordListProps) {
  const words = useWords().settings.list;
  const [draft, setDraft] = useState('');
  const [hint, setHint] = useState('');
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, SHOWN);

  function add(event: FormEvent): void {
    event.preventDefault();
    const wanted = draft.trim();
    if (wanted === '') return;
    const next = withItem(items, wanted);
    setHint(next === items ? words.known : '');
    if (next === items) return;
    setDraft('');
    onChange(next);
  }

  return (
    <div className="word-list">
      {items.length === 0 ? (
        <p className="soft small">{words.empty}</p>
      ) : (
        <TagGroup
          aria-label={label}
          {...(isDisabled
            ? {}
            : { onRemove: (gone: Iterable<unknown>) => onChange(items.filter((item) => !new Set(gone).has(item))) })}
        >
          <TagList className="tags">
            {shown.map((item) => (
              <Tag key={item} id={item} textValue={item} className="tag">
                {item}
                {!isDisabled && (
                  <AriaButton slot="remove" className="tag-remove" aria-label={words.remove(item)}>
                    <span aria-hidden="true">×</span>
                  </AriaButton>
                )}
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
      {items.length > SHOWN && (
        <Button look="quiet" onPress={() => setWhole(!isWhole)}>
          {isWhole ? words.fewer : words.all(items.length)}
        </Button>
      )}
      {!isDisabled && items.length < most && (
        <form className="word-list-add" onSubmit={add}>
          <input
            className="input"
            aria-label={words.addTo(label)}
            aria-describedby={describedBy}
            value={draft}
            maxLength={100}
            autoComplete="off"
            onChange={({ target }) => {
              setDraft(target.value);
              setHint('');
            }}
          />
          <Button type="submit">{words.add}</Button>
        </form>
      )}
      <p role="status" className="soft small">
        {hint}
      </p>
    </div>
  );
}

interface WordListProps {
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly items: readonly string[];
  readonly most: number;
  readonly isDisabled?: boolean;
  readonly onChange: (items: readonly string[]) => void;
}
