/** A time for the ear: `tomorrow at 7:00 AM`. */

import type { RouterLanguage } from './router/number-words.ts';
import { onDay, type Repeat } from './wall-clock.ts';

const LOCALES: Readonly<Record<RouterLanguage, string>> = { en: 'en-US', de: 'de-DE' };
const REPEATS: Readonly<Record<RouterLanguage, Readonly<Record<Repeat, string>>>> = {
  en: { day: 'every day', weekday: 'every weekday', week: 'every week', month: 'every month', year: 'every year' },
  de: { day: 'jeden Tag', weekday: 'jeden Werktag', week: 'jede Woche', month: 'jeden Monat', year: 'jedes Jahr' },
};

export function saidTime(date: Date, language: RouterLanguage): string {
  // Versions of the system's tables differ about a zero before the hour.
  if (language === 'de') return `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')} Uhr`;
  const time = date.toLocaleTimeString(LOCALES.en, { hour: 'numeric', minute: '2-digit' });
  // The narrow space before AM is none that a voice knows.
  return time.replace(/\s/gu, ' ');
}

export function saidDay(date: Date, language: RouterLanguage, nowMs: number): string {
  const today = new Date(nowMs);
  // From noon to noon: days of 23 and 25 hours are days.
  const days = Math.round((onDay(date, 12, 0).getTime() - onDay(today, 12, 0).getTime()) / 86_400_000);
  if (days === 0) return language === 'en' ? 'today' : 'heute';
  if (days === 1) return language === 'en' ? 'tomorrow' : 'morgen';
  const weekday = date.toLocaleDateString(LOCALES[language], { weekday: 'long' });
  if (days > 1 && days < 7) return language === 'en' ? `on ${weekday}` : `am ${weekday}`;
  const shape = { day: 'numeric', month: 'long' } as const;
  const year = date.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const day = date.toLocaleDateString(LOCALES[language], { ...shape, ...year });
  return language === 'en' ? `on ${weekday}, ${day}` : `am ${weekday}, den ${day}`;
}

export function saidMoment(date: Date, language: RouterLanguage, nowMs: number, repeat?: Repeat): string {
  const time = `${language === 'en' ? 'at' : 'um'} ${saidTime(date, language)}`;
  if (repeat === undefined) return `${saidDay(date, language, nowMs)} ${time}`;
  const weekday = date.toLocaleDateString(LOCALES[language], { weekday: 'long' });
  if (repeat === 'week') return `${language === 'en' ? 'every' : 'jeden'} ${weekday} ${time}`;
  return `${REPEATS[language][repeat]} ${time}`;
}
