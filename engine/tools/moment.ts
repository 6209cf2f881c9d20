/** What the words mean that say when: a wall-clock time, or a span from now. */

import { type RouterLanguage, withDigits } from './router/number-words.ts';
import { spokenSeconds } from './router/spoken-duration.ts';
import { onDay, type Repeat, toWall } from './wall-clock.ts';

export interface Moment {
  /** Local time as `YYYY-MM-DDTHH:mm`; midnight of the day where no time was said. */
  readonly wall: string;
  readonly hasTime: boolean;
  readonly hasDay: boolean;
  /** Absent where no end was said. */
  readonly endWall?: string;
  /** Of `in twenty minutes`: exactly then, whatever happens to the clock. */
  readonly atMs?: number;
  /** How many days are meant: seven of `this week`. */
  readonly days: number;
  readonly repeat?: Repeat;
}

/** How an hour is read that could be of the morning or the evening: whoever wants to be woken means the morning. */
export type HourReading = 'waking' | 'daytime';

const DAY_MS = 86_400_000;
const WEEKDAYS: Readonly<Record<RouterLanguage, readonly string[]>> = {
  en: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
  de: ['sonntag', 'montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag'],
};
const MONTHS: Readonly<Record<RouterLanguage, readonly string[]>> = {
  en: [
    ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'],
    ...['september', 'october', 'november', 'december'],
  ],
  de: [
    ...['januar', 'februar', 'märz', 'april', 'mai', 'juni', 'juli', 'august'],
    ...['september', 'oktober', 'november', 'dezember'],
  ],
};

/** When the parts of a day begin that are said instead of an hour. */
const PART_HOURS: Readonly<Record<string, number>> = {
  morning: 9,
  afternoon: 15,
  evening: 19,
  night: 21,
  früh: 9,
  morgens: 9,
  vormittag: 10,
  mittag: 12,
  nachmittag: 15,
  nachmittags: 15,
  abend: 19,
  abends: 19,
  nacht: 21,
};

interface Clock {
  readonly hour: number;
  readonly minute: number;
  /** Said with `a.m.`, or as an hour that only one half of the day has. */
  readonly isCertain: boolean;
}

/** Undefined where anything but a time is in the words, or the time makes no sense. */
export function momentOf(
  text: string,
  language: RouterLanguage,
  nowMs: number,
  reading: HourReading = 'daytime',
): Moment | undefined {
  const span = /^in (.+)$/iu.exec(text.trim())?.[1];
  if (span !== undefined) return afterSpan(span, language, nowMs);
  const words = new Words(text, language);
  const repeat = takeRepeat(words);
  const day = takeDay(words, nowMs);
  const part = takePart(words);
  const clock = takeClock(words);
  const end = clock && takeEnd(words);
  if (!words.areOver || (repeat ?? day ?? part ?? clock) === undefined) return undefined;
  const today = new Date(nowMs);
  const start = day?.date ?? today;
  const isDayOpen = day === undefined && repeat?.onWeekday === undefined;
  const isHourOpen = isDayOpen || start.toDateString() === today.toDateString();
  const common = {
    hasDay: day !== undefined || repeat !== undefined,
    days: day?.days ?? 1,
    ...(repeat === undefined ? {} : { repeat: repeat.repeat }),
  };
  if (clock === undefined && part === undefined) {
    const wall = toWall(onDay(repeat?.onWeekday === undefined ? start : weekdayFrom(today, repeat.onWeekday), 0, 0));
    return { ...common, wall, hasTime: false };
  }
  const partHour = part === undefined ? undefined : PART_HOURS[part];
  const at = (date: Date): Date[] =>
    hoursOf(clock, partHour, reading, isHourOpen).map((hour) => onDay(date, hour, clock?.minute ?? 0));
  const first = repeat?.onWeekday === undefined ? start : weekdayFrom(today, repeat.onWeekday);
  const later = (date: Date, days: number): Date =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
  let found = at(first).filter((time) => time.getTime() > nowMs);
  if (found.length === 0 && (isDayOpen || repeat !== undefined)) {
    found = at(later(first, repeat?.onWeekday === undefined ? 1 : 7));
  }
  const time = found.sort((one, other) => one.getTime() - other.getTime())[0] ?? at(first).at(-1);
  if (time === undefined) return undefined;
  const wall = toWall(time);
  if (end === undefined) return { ...common, wall, hasTime: true };
  const endHour = end.isCertain || end.hour >= time.getHours() ? end.hour : (end.hour % 12) + 12;
  return { ...common, wall, hasTime: true, endWall: toWall(onDay(time, endHour, end.minute)) };
}

function afterSpan(span: string, language: RouterLanguage, nowMs: number): Moment | undefined {
  const [, count, unit = ''] =
    /^(an?|eine[rm]?|\d+) (weeks?|wochen?|days?|tag(?:en)?)$/iu.exec(withDigits(span, language)) ?? [];
  if (count !== undefined) {
    const number = /^\d+$/u.test(count) ? Number(count) : 1;
    const days = /^w/iu.test(unit) ? number * 7 : number;
    const today = new Date(nowMs);
    const wall = toWall(new Date(today.getFullYear(), today.getMonth(), today.getDate() + days));
    return days > 3660 ? undefined : { wall, hasTime: false, hasDay: true, days: 1 };
  }
  const seconds = spokenSeconds(span, language);
  if (seconds === undefined) return undefined;
  const atMs = nowMs + seconds * 1000;
  return { wall: toWall(new Date(atMs)), hasTime: true, hasDay: true, days: 1, atMs };
}

/** What is left of the words, taken from piece by piece. */
class Words {
  readonly language: RouterLanguage;
  #rest: string;

  constructor(text: string, language: RouterLanguage) {
    this.language = language;
    this.#rest = ` ${withDigits(text.toLowerCase(), language)
      .replace(/\btonight\b/gu, 'today night')
      .replace(/(?<=\p{L}{3}tag)(?=abend|morgen|nachmittag|vormittag)/gu, ' ')
      .replace(/[,.](?=\s|$)/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim()} `;
  }

  take(pattern: string): RegExpExecArray | undefined {
    const found = new RegExp(` (?:${pattern})(?= )`, 'u').exec(this.#rest);
    if (found === null) return undefined;
    this.#rest = this.#rest.replace(found[0], ' ').replace(/ {2,}/gu, ' ');
    return found;
  }

  get areOver(): boolean {
    const between =
      this.language === 'en'
        ? /^(?: (?:at|on|for|the|by|from|of|in))* $/u
        : /^(?: (?:um|am|auf|gegen|für|den|der|von|mich))* $/u;
    return between.test(this.#rest);
  }
}

interface SaidRepeat {
  readonly repeat: Repeat;
  readonly onWeekday?: number;
}

function takeRepeat(words: Words): SaidRepeat | undefined {
  const english = words.language === 'en';
  if (words.take(english ? 'every weekday|on weekdays|weekdays' : 'jeden werktag|werktags') !== undefined) {
    return { repeat: 'weekday' };
  }
  const names = WEEKDAYS[words.language].join('|');
  const weekly = words.take(
    english ? `(?:on )?(?:every (${names})s?|(${names})s)` : `(?:jeden (${names})|(${names})s)`,
  );
  const name = weekly?.[1] ?? weekly?.[2];
  if (name !== undefined) return { repeat: 'week', onWeekday: WEEKDAYS[words.language].indexOf(name) };
  // The part of the day stays, to be read as one.
  if (
    words.take(english ? 'every day|daily|every(?= (?:morning|evening|afternoon|night) )' : 'jeden tag|täglich') !==
    undefined
  ) {
    return { repeat: 'day' };
  }
  if (!english && words.take('jeden(?= (?:morgen|abend|nachmittag|vormittag) )') !== undefined)
    return { repeat: 'day' };
  if (words.take(english ? 'every week|weekly' : 'jede woche|wöchentlich') !== undefined) return { repeat: 'week' };
  if (words.take(english ? 'every month|monthly' : 'jeden monat|monatlich') !== undefined) return { repeat: 'month' };
  return undefined;
}

interface SaidDay {
  readonly date: Date;
  readonly days: number;
}

function takeDay(words: Words, nowMs: number): SaidDay | undefined {
  const english = words.language === 'en';
  const now = new Date(nowMs);
  const after = (days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const toMonday = ((8 - now.getDay()) % 7) + (now.getDay() === 1 ? 7 : 0);
  const plain: readonly (readonly [pattern: string, days: number])[] = english
    ? [
        ['the day after tomorrow', 2],
        ['tomorrow', 1],
        ['today', 0],
        ['this(?= (?:morning|afternoon|evening) )', 0],
      ]
    : [
        ['übermorgen', 2],
        ['morgen', 1],
        ['heute', 0],
      ];
  for (const [pattern, days] of plain) {
    if (words.take(pattern) !== undefined) return { date: after(days), days: 1 };
  }
  if (words.take(english ? 'this week' : 'diese woche') !== undefined) return { date: after(0), days: toMonday };
  if (words.take(english ? 'next week' : 'nächste woche') !== undefined) return { date: after(toMonday), days: 7 };
  if (words.take(english ? '(?:this|on the|the|at the) weekend' : '(?:dieses|am) wochenende') !== undefined) {
    return { date: now.getDay() === 0 ? after(0) : weekdayFrom(now, 6), days: now.getDay() === 0 ? 1 : 2 };
  }
  const names = WEEKDAYS[words.language].join('|');
  const weekday = words.take(
    english
      ? `(?:(?:on|for|by) )?(?:(next|this) )?(${names})`
      : `(?:am )?(?:(nächsten|kommenden|diesen) )?(${names})s?`,
  );
  if (weekday?.[2] !== undefined)
    return { date: weekdayFrom(now, WEEKDAYS[words.language].indexOf(weekday[2])), days: 1 };
  return takeDate(words, now);
}

function takeDate(words: Words, now: Date): SaidDay | undefined {
  const months = MONTHS[words.language];
  const names = months.join('|');
  const english = words.language === 'en';
  const one = words.take(
    english ? `(?:the )?(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${names})` : `(\\d{1,2})\\.? (${names})`,
  );
  const other = one === undefined && english ? words.take(`(${names}) (?:the )?(\\d{1,2})(?:st|nd|rd|th)?`) : undefined;
  const [day, month] = one === undefined ? [other?.[2], other?.[1]] : [one[1], one[2]];
  if (day === undefined || month === undefined) return undefined;
  const date = new Date(now.getFullYear(), months.indexOf(month), Number(day));
  if (date.getDate() !== Number(day)) return undefined;
  const isPast = date.getTime() < now.getTime() - DAY_MS;
  return { date: isPast ? new Date(now.getFullYear() + 1, date.getMonth(), date.getDate()) : date, days: 1 };
}

function takePart(words: Words): string | undefined {
  const names =
    words.language === 'en'
      ? '(?:in the |at )?(morning|afternoon|evening|night)'
      : '(?:am |in der )?(früh|morgens|vormittag|mittag|nachmittags?|abends?|nacht)';
  const said = words.take(names)?.[1];
  if (said !== undefined) return said;
  return words.language === 'de' && words.take('(?:am )?morgen') !== undefined ? 'früh' : undefined;
}

function takeClock(words: Words): Clock | undefined {
  return words.language === 'en'
    ? takeEnglishClock(words, '(?:(?:at|from|for|by) )?')
    : takeGermanClock(words, '(?:(?:um|von|gegen|auf) )?');
}

function takeEnd(words: Words): Clock | undefined {
  return words.language === 'en' ? takeEnglishClock(words, '(?:to|until|till) ') : takeGermanClock(words, 'bis ');
}

function takeEnglishClock(words: Words, before: string): Clock | undefined {
  const named = words.take(`${before}(noon|midnight)`)?.[1];
  if (named !== undefined) return { hour: named === 'noon' ? 12 : 0, minute: 0, isCertain: true };
  const half = String.raw`(?: ?(a|p)\.?m\.?)?`;
  const past = words.take(
    `${before}(?:(half)|(?:a )?quarter|(5|10|20|25|\\d{1,2}(?= minutes?))(?: minutes?)?) (past|to) (\\d{1,2})${half}`,
  );
  if (past !== undefined) {
    const [, isHalf, minutes, direction, hour, side] = past;
    const minute = isHalf !== undefined ? 30 : Number(minutes ?? 15);
    const to = direction === 'to';
    return clockOf((Number(hour) + (to ? 11 : 0)) % (to ? 12 : 24), to ? 60 - minute : minute, side);
  }
  const plain = words.take(`${before}(\\d{1,2})(?:[:.](\\d\\d)| (\\d\\d))?(?: o'clock)?${half}`);
  return plain && clockOf(Number(plain[1]), Number(plain[2] ?? plain[3] ?? 0), plain[4]);
}

function takeGermanClock(words: Words, before: string): Clock | undefined {
  if (words.take(`${before}mitternacht`) !== undefined) return { hour: 0, minute: 0, isCertain: true };
  const hour = String.raw`(\d{1,2}|eins|ein)`;
  const value = (said: string | undefined): number => (/^ein/u.test(said ?? '') ? 1 : Number(said));
  const past = words.take(`${before}(?:(halb)|(viertel|\\d{1,2}(?: minuten?)?) (vor|nach)) ${hour}(?: uhr)?`);
  if (past !== undefined) {
    const [, isHalf, minutes, direction, said] = past;
    const minute = isHalf !== undefined ? 30 : minutes === 'viertel' ? 15 : Number.parseInt(minutes ?? '', 10);
    const isBefore = isHalf !== undefined || direction === 'vor';
    return clockOf((value(said) + (isBefore ? 11 : 0)) % (isBefore ? 12 : 24), isBefore ? 60 - minute : minute);
  }
  const plain = words.take(`${before}${hour}(?::(\\d\\d))?(?: uhr(?: (\\d\\d?))?)?`);
  return plain && clockOf(value(plain[1]), Number(plain[2] ?? plain[3] ?? 0));
}

/** @param side `a` or `p`, of a.m. and p.m. */
function clockOf(hour: number, minute: number, side?: string): Clock | undefined {
  if (hour > 24 || minute > 59 || (side !== undefined && (hour < 1 || hour > 12))) return undefined;
  if (side !== undefined) return { hour: (hour % 12) + (side === 'p' ? 12 : 0), minute, isCertain: true };
  return { hour: hour % 24, minute, isCertain: hour > 12 };
}

/** The hours that may be meant. */
function hoursOf(
  clock: Clock | undefined,
  partHour: number | undefined,
  reading: HourReading,
  isHourOpen: boolean,
): readonly number[] {
  if (clock === undefined) return [partHour ?? 0];
  const { hour, isCertain } = clock;
  if (isCertain) return [hour];
  const [early, late] = [hour % 12, (hour % 12) + 12];
  if (partHour !== undefined) return partHour < 12 ? [early] : partHour >= 21 && early < 6 ? [early] : [late];
  if (reading === 'waking' && early >= 4) return [early];
  if (isHourOpen) return [early, late];
  return early >= 7 ? [early] : [late];
}

/** The next such weekday, never today. */
function weekdayFrom(now: Date, weekday: number): Date {
  const days = (weekday - now.getDay() + 7) % 7 || 7;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
}
