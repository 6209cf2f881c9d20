/** What a request is without the courtesies around it. Case and inner punctuation stay: they may belong to an argument. */

import type { RouterLanguage } from './number-words.ts';

const BEFORE: Readonly<Record<RouterLanguage, RegExp>> = {
  en: /^(?:(?:hey|okay|ok|now|well|so|and|please|sotto|then|quickly|actually)\b[,!]?\s+)*(?:(?:can|could|would|will) you\s+)?(?:(?:please|quickly|just)\s+)*(?:I(?:'d| would) like you to\s+)?/iu,
  de: /^(?:(?:hey|okay|ok|jetzt|also|so|und|bitte|sotto|dann|mal)\b[,!]?\s+)*/iu,
};
const AFTER: Readonly<Record<RouterLanguage, RegExp>> = {
  en: /(?:,?\s+(?:please|for me|thanks|thank you|now|sotto))+$/iu,
  de: /(?:,?\s+(?:bitte|danke|sotto|jetzt))+$/iu,
};

export function plainRequest(text: string, language: RouterLanguage): string {
  const typed = text
    .normalize('NFC')
    .replace(/[\u2018\u2019\u02bc]/gu, "'")
    .replace(/\s+/gu, ' ')
    .trim();
  const ended = typed.replace(/[.?!\s]+$/u, '');
  const bare = ended.replace(BEFORE[language], '').replace(AFTER[language], '');
  return language === 'en'
    ? bare
    : bare
        .replace(/,? \bbitte\b,?/giu, '')
        .replace(/ (?:mir )?mal(?= (?:die|den|das|meine|einen))/iu, (m) => (m.includes('mir') ? ' mir' : ''));
}
