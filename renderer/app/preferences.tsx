/** How this window looks: a matter of the window, not of the assistant, and kept in it. */

import { createContext, type ReactNode, useContext, useLayoutEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { LANGUAGES, type LanguageCode, WordsContext } from '../locales/use-words.tsx';

export interface Preferences {
  readonly language: LanguageCode;
  readonly theme: 'system' | 'light' | 'dark' | 'contrast';
  readonly text: 'normal' | 'large' | 'larger' | 'largest';
  readonly motion: 'system' | 'reduced';
  readonly face: 'face' | 'none';
}

const KEY = 'sotto.preferences';
const PreferencesContext = createContext<readonly [Preferences, (part: Partial<Preferences>) => void]>([
  { language: 'en', theme: 'system', text: 'normal', motion: 'system', face: 'face' },
  () => {},
]);

export function usePreferences() {
  return useContext(PreferencesContext);
}

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(kept);
  const change = (part: Partial<Preferences>): void =>
    setPreferences((before) => {
      const next = { ...before, ...part };
      localStorage.setItem(KEY, JSON.stringify(next));
      return next;
    });
  // Before anything is painted.
  useLayoutEffect(() => {
    const page = document.documentElement;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      const system = dark.matches ? 'dark' : 'light';
      page.dataset['theme'] = preferences.theme === 'system' ? system : preferences.theme;
    };
    apply();
    page.dataset['text'] = preferences.text;
    page.dataset['motion'] = preferences.motion;
    page.lang = preferences.language;
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [preferences]);
  return (
    <PreferencesContext value={[preferences, change]}>
      <I18nProvider locale={preferences.language}>
        <WordsContext value={LANGUAGES[preferences.language]}>{children}</WordsContext>
      </I18nProvider>
    </PreferencesContext>
  );
}

export function defaultPreferences(): Preferences {
  return {
    language: navigator.language.startsWith('de') ? 'de' : 'en',
    theme: 'system',
    text: 'normal',
    motion: 'system',
    face: 'face',
  };
}

function kept(): Preferences {
  const defaults = defaultPreferences();
  try {
    const found = { ...defaults, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
    return found.language in LANGUAGES ? found : defaults;
  } catch {
    return defaults;
  }
}
