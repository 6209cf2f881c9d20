/** One setting: its name, what it means, its control, its default, and the way back to it. */

import { createContext, type ReactNode, useContext } from 'react';
import { Button } from '../../components/button.tsx';
import { Locked } from '../../components/locked.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { isFound } from './settings-search.ts';

/** What is searched for, and the group that a row is in. */
export const SearchContext = createContext('');
export const GroupContext = createContext('');

export function SettingRow({ id, name, help, more, fallback, onReset, lockedBy, isWide, children }: SettingRowProps) {
  const words = useWords().settings;
  const query = useContext(SearchContext);
  const group = useContext(GroupContext);
  if (!isFound(query, [name, help, group, ...(more ?? [])])) return null;
  return (
    <fieldset className={isWide === true ? 'setting wide' : 'setting'} aria-label={name}>
      <div className="setting-name">
        <p className="name" id={`${id}-name`}>
          {name}
        </p>
        {help !== undefined && (
          <p className="soft small" id={`${id}-help`}>
            {help}
          </p>
        )}
      </div>
      <div className="setting-control">
        {children}
        <div className="setting-default soft small">
          {lockedBy !== undefined && <Locked by={lockedBy} />}
          {lockedBy === undefined && fallback !== undefined && <span>{words.isDefault(fallback)}</span>}
          {lockedBy === undefined && onReset !== undefined && (
            <Button look="quiet" aria-label={words.resetOf(name)} onPress={onReset}>
              {words.reset}
            </Button>
          )}
        </div>
      </div>
    </fieldset>
  );
}

interface SettingRowProps {
  readonly id: string;
  readonly name: string;
  readonly help?: string | undefined;
  /** Other words that it is found by. */
  readonly more?: readonly string[];
  /** The default, in words with its unit. */
  readonly fallback?: string | undefined;
  /** Absent while it has its default. */
  readonly onReset?: (() => void) | undefined;
  /** Why it cannot be changed here. */
  readonly lockedBy?: string | undefined;
  /** The control stands below the name. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}
