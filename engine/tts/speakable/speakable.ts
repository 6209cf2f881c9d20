/** Written text → text a voice reads well. Pure. */

import { speakEnglish } from './english.ts';
import { stripMarkdown } from './markdown.ts';
import { keepSpokenCharacters } from './spoken-characters.ts';

/**
 * Strips what is for the eye in every language. Numbers, dates, units and symbols are spelled out in English only: the
 * voices read them by the rules of each language, and English is where those rules fall short.
 * @param language ISO 639-1 code, with or without a region.
 */
export function speakable(text: string, language: string): string {
  const plain = keepSpokenCharacters(stripMarkdown(text));
  return isEnglish(language) ? speakEnglish(plain) : plain;
}

function isEnglish(language: string): boolean {
  return /^en(?:$|[-_])/i.test(language);
}
