/**
 * The obvious, recognised at once and without a language model.
 *
 * Invariants:
 * 1. A pure function of the user's own words.
 * 2. Restraint first: a request is recognised only where the whole of it has a form that means nothing else.
 */

import { ENGLISH_REQUESTS } from './english-requests.ts';
import { GERMAN_REQUESTS } from './german-requests.ts';
import { ENGLISH_MEMORY_REQUESTS, GERMAN_MEMORY_REQUESTS } from './memory-requests.ts';
import type { RouterLanguage } from './number-words.ts';
import { ENGLISH_PERSONA_REQUESTS, GERMAN_PERSONA_REQUESTS } from './persona-requests.ts';
import { plainRequest } from './plain-request.ts';
import type { RequestPattern, ToolArguments } from './request-pattern.ts';

export interface Route {
  readonly tool: string;
  readonly arguments: ToolArguments;
  readonly language: RouterLanguage;
}

/** Long texts are told or dictated, and no requests; it also bounds the time that matching takes. */
const MAX_LENGTH = 240;

const REQUESTS: Readonly<Record<RouterLanguage, readonly RequestPattern[]>> = {
  en: [...ENGLISH_MEMORY_REQUESTS, ...ENGLISH_REQUESTS, ...ENGLISH_PERSONA_REQUESTS],
  de: [...GERMAN_MEMORY_REQUESTS, ...GERMAN_REQUESTS, ...GERMAN_PERSONA_REQUESTS],
};

/** @param language of the user, as far as it is known. @returns the likely one first. */
export function likelyLanguages(language: string): readonly RouterLanguage[] {
  return language === 'de' ? ['de', 'en'] : ['en', 'de'];
}

/** @param languages the likely one first. */
export function route(said: string, languages: readonly RouterLanguage[] = ['en', 'de']): Route | undefined {
  if (said.length > MAX_LENGTH) return undefined;
  for (const language of languages) {
    const request = plainRequest(said, language);
    if (request === '') continue;
    for (const [tool, form, read] of REQUESTS[language]) {
      const found = form.exec(request);
      const read_ = found && read({ ...found.groups });
      if (read_) return { tool, arguments: read_, language };
    }
  }
  return undefined;
}
