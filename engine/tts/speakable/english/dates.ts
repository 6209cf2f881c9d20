/** Days of the calendar: in figures, and with short names of months and weekdays. */

import { type Rewrite, rewrite } from '../rewrite.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const NAMES = [...MONTHS, ...WEEKDAYS];

const SHORT_MONTH = '(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\b\\.?';
const SHORT_WEEKDAY = '(Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\\b\\.?';
const RANGE_DASH = '\\s?[–-]\\s?';

const DATES: readonly Rewrite[] = [
  [
    /\b(\d{4})-(\d{2})-(\d{2})(T(?=\d{2}:)|\b)/g,
    (written, year, month, day, time) => {
      const date = spokenDate(written, year, month, day);
      return time === '' || date === written ? date : `${date} at `;
    },
  ],
  // The day comes second as in the United States, unless only the first figure can be one.
  [
    /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g,
    (written, first, second, year) =>
      Number(first) > 12 ? spokenDate(written, year, second, first) : spokenDate(written, year, first, second),
  ],
  [/\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g, (written, day, month, year) => spokenDate(written, year, month, day)],
  [new RegExp(`\\b${SHORT_MONTH}${RANGE_DASH}${SHORT_MONTH}`, 'g'), spokenRange],
  [new RegExp(`\\b${SHORT_WEEKDAY}${RANGE_DASH}${SHORT_WEEKDAY}`, 'g'), spokenRange],
  [new RegExp(`\\b${SHORT_MONTH}(?= \\d{1,4}\\b)`, 'g'), (_, name) => fullName(name)],
  [new RegExp(`(?<=\\b\\d{1,2}(?:st|nd|rd|th)? )${SHORT_MONTH}`, 'g'), (_, name) => fullName(name)],
  [new RegExp(`\\b${SHORT_WEEKDAY}(?=, (?:${MONTHS.join('|')}|\\d))`, 'g'), (_, name) => fullName(name)],
];

export function speakDates(text: string): string {
  return rewrite(text, DATES);
}

function spokenDate(written: string, year: string, month: string, day: string): string {
  const name = MONTHS[Number(month) - 1];
  const isDay = Number(day) >= 1 && Number(day) <= 31;
  return name === undefined || !isDay ? written : `${name} ${Number(day)}, ${year}`;
}

function spokenRange(_: string, from: string, to: string): string {
  return `${fullName(from)} to ${fullName(to)}`;
}

function fullName(short: string): string {
  return NAMES.find((name) => name.startsWith(short.slice(0, 3))) ?? short;
}
