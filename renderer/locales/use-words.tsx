/** The words of the language that was chosen. */

import { createContext, useContext } from 'react';
import { de } from './de.ts';
import { en, type Words } from './en.ts';

/** A new language is one file, and its line here. */
export const LANGUAGES = { en, de } as const satisfies Record<string, Words>;
export type LanguageCode = keyof typeof LANGUAGES;

export const WordsContext = createContext<Words>(en);

export function useWords(): Words {
  return useContext(WordsContext);
}
