/** A duration for the ear. */

import type { RouterLanguage } from './router/number-words.ts';

const UNITS = [
  [3600, { en: ['hour', 'hours'], de: ['Stunde', 'Stunden'] }],
  [60, { en: ['minute', 'minutes'], de: ['Minute', 'Minuten'] }],
  [1, { en: ['second', 'seconds'], de: ['Sekunde', 'Sekunden'] }],
] as const;

export function saidDuration(seconds: number, language: RouterLanguage): string {
  let rest = Math.max(1, Math.round(seconds));
  // Nobody counts the seconds of an hour.
  if (rest > 3600) rest = Math.round(rest / 60) * 60;
  const parts: string[] = [];
  for (const [length, names] of UNITS) {
    const count = Math.floor(rest / length);
    rest %= length;
    if (count > 0)
      parts.push(`${count === 1 && language === 'de' ? 'eine' : count} ${names[language][count === 1 ? 0 : 1]}`);
  }
  const and = language === 'en' ? ' and ' : ' und ';
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')}${and}${parts.at(-1)}`;
}
