/** What was asked for, or in words why it is not there. */

import type { ReactNode } from 'react';
import type { Loaded } from '../engine-client/use-assistant.tsx';
import { useWords } from '../locales/use-words.tsx';
import { Button } from './button.tsx';

export function WhenLoaded<T>({ loaded, reload, children }: WhenLoadedProps<T>) {
  const words = useWords();
  if (loaded.kind === 'loading') return <p className="soft">{words.app.loading}</p>;
  if (loaded.kind === 'ready') return children(loaded.value);
  return (
    <div className="notice" role="alert">
      <p>{words.fault(loaded.fault)}</p>
      <Button onPress={reload}>{words.app.again}</Button>
    </div>
  );
}

interface WhenLoadedProps<T> {
  readonly loaded: Loaded<T>;
  readonly reload: () => void;
  readonly children: (value: T) => ReactNode;
}
