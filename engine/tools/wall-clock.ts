/**
 * Times as they are on the wall: `2026-03-29T07:00` means seven wherever this machine is then, and whatever its clock
 * was set to meanwhile.
 */

import { z } from 'zod';

export const repeat = z.enum(['day', 'weekday', 'week', 'month', 'year']);
export type Repeat = z.infer<typeof repeat>;

const wallTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/u);

/** When something is due: at a time on the wall, perhaps again and again, or exactly then. */
export const due = z.union([z.object({ atMs: z.number() }), z.object({ wall: wallTime, repeat: repeat.optional() })]);
export type Due = z.infer<typeof due>;

export function toWall(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A time that the clock leaps over in spring is the one after the leap; one that comes twice is the first. */
export function wallToDate(wall: string): Date {
  return new Date(wall);
}

export function dueMs(when: Due): number {
  return 'atMs' in when ? when.atMs : wallToDate(when.wall).getTime();
}

export function onDay(date: Date, hour: number, minute: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), hour, minute);
}

/** The first time after `afterMs`; undefined where it does not come again. */
export function nextTime(when: Due, afterMs: number): Due | undefined {
  if (dueMs(when) > afterMs) return when;
  if ('atMs' in when || when.repeat === undefined) return undefined;
  for (const wall of timesOf(when.wall, when.repeat, afterMs)) {
    if (wallToDate(wall).getTime() > afterMs) return { wall, repeat: when.repeat };
  }
  return undefined;
}

/** Times from `wall` on, without those that end long before `fromMs`. */
function* timesOf(wall: string, every: Repeat, fromMs: number): Generator<string> {
  const first = wallToDate(wall);
  // By days of the calendar: a day has not always 24 hours.
  const passed = Math.max(0, Math.floor((fromMs - first.getTime()) / 86_400_000) - 62);
  const step = every === 'week' ? 7 : 1;
  const begin = every === 'month' || every === 'year' ? 0 : Math.floor(passed / step);
  for (let count = begin; count < begin + MAX_TIMES; count += 1) {
    const next = stepped(first, every, count * step);
    if (next !== undefined) yield `${toWall(next).slice(0, 11)}${wall.slice(11)}`;
  }
}

const MAX_TIMES = 1500;

function stepped(first: Date, every: Repeat, count: number): Date | undefined {
  const [year, month, day] = [first.getFullYear(), first.getMonth(), first.getDate()];
  if (every === 'month' || every === 'year') {
    const next = every === 'month' ? new Date(year, month + count, day) : new Date(year + count, month, day);
    // There is no 31st in every month.
    return next.getDate() === day ? next : undefined;
  }
  // At noon no change of the clock moves the day.
  const next = new Date(year, month, day + count, 12);
  return every === 'weekday' && (next.getDay() === 0 || next.getDay() === 6) ? undefined : next;
}
