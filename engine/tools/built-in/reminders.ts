/** Reminders: what to say, and when. `alarm-clock.ts` says them. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Kept, keep, keptOf } from '../kept-records.ts';
import { type Moment, momentOf } from '../moment.ts';
import { declareTool, type Tool } from '../tool.ts';
import type { ToolRecords } from '../tool-records.ts';
import { type Due, due, dueMs, onDay, toWall, wallToDate } from '../wall-clock.ts';
import { saidDue } from './alarms.ts';

const reminder = z.object({ what: z.string(), due, language: z.enum(['en', 'de']) });
export type Reminder = Kept<z.infer<typeof reminder>>;

/** Of a day without a time. */
const BY_DEFAULT_HOUR = 9;
const HOUR_MS = 3_600_000;

export async function remindersIn(records: ToolRecords): Promise<readonly Reminder[]> {
  const reminders = await keptOf(records, 'reminder', reminder);
  return [...reminders].sort((one, other) => dueMs(one.due) - dueMs(other.due));
}

const setReminder = declareTool({
  name: 'set_reminder',
  kind: 'write',
  schema: z.object({ what: z.string().max(400), when: z.string().min(1).max(100) }),
  async run({ what, when }, { records, language, nowMs }) {
    const moment = momentOf(when, language, nowMs());
    if (moment === undefined) {
      return { said: language === 'en' ? 'When shall I remind you?' : 'Wann soll ich dich erinnern?' };
    }
    const at = dueOf(moment, nowMs());
    if (dueMs(at) <= nowMs()) return { said: language === 'en' ? 'That time has passed.' : 'Diese Zeit ist vorbei.' };
    const id = randomUUID();
    await keep(records, 'reminder', { id, what, due: at, language });
    const said = saidDue(at, language, nowMs());
    const of = what === '' ? '' : ` ${language === 'en' ? forYou(what) : what}`;
    return {
      said:
        language === 'en'
          ? `I will remind you ${said}${of && `:${of}`}.`
          : `Ich erinnere dich ${said}${of && `:${of}`}.`,
      undo: () => records.remove('reminder', id),
    };
  },
});

function dueOf({ wall, hasTime, atMs, repeat }: Moment, nowMs: number): Due {
  if (atMs !== undefined) return { atMs };
  const again = repeat === undefined ? {} : { repeat };
  if (hasTime) return { wall, ...again };
  const morning = onDay(wallToDate(wall), BY_DEFAULT_HOUR, 0);
  return morning.getTime() > nowMs || repeat !== undefined
    ? { wall: toWall(morning), ...again }
    : { wall: toWall(new Date(nowMs + HOUR_MS)) };
}

/** `call my mother` is `call your mother` for whoever is told. */
export function forYou(what: string): string {
  return what
    .replace(/\bmy\b/giu, 'your')
    .replace(/\bI am\b|\bI'm\b/giu, 'you are')
    .replace(/\bI\b/gu, 'you')
    .replace(/\bme\b/giu, 'you');
}

const listReminders = declareTool({
  name: 'list_reminders',
  kind: 'read',
  schema: z.object({}),
  async run(_nothing, { records, language, nowMs }) {
    const reminders = await remindersIn(records);
    if (reminders.length === 0)
      return { said: language === 'en' ? 'There are no reminders.' : 'Es gibt keine Erinnerungen.' };
    const said = reminders.map(({ what, due: when }) => {
      const time = saidDue(when, language, nowMs());
      const text = language === 'en' ? forYou(what) : what;
      return text === '' ? `${time}.` : `${text}, ${time}.`;
    });
    return { said: said.join(' ') };
  },
});

const cancelReminder = declareTool({
  name: 'cancel_reminder',
  kind: 'write',
  schema: z.object({ what: z.string().max(400).optional(), all: z.boolean().optional() }),
  async run({ what, all }, { records, language }) {
    const wanted = wordsOf(what ?? '');
    const reminders = await remindersIn(records);
    const gone = reminders.filter((each) => wanted.every((word) => wordsOf(each.what).includes(word)));
    if (gone.length === 0) {
      return { said: language === 'en' ? 'There is no such reminder.' : 'Eine solche Erinnerung gibt es nicht.' };
    }
    if (gone.length > 1 && all !== true) {
      const which = gone.map((each) => each.what).join(language === 'en' ? ', or ' : ', oder ');
      return { said: language === 'en' ? `Which one: ${which}?` : `Welche: ${which}?` };
    }
    for (const { id } of gone) await records.remove('reminder', id);
    return {
      said: language === 'en' ? 'The reminder is cancelled.' : 'Die Erinnerung ist gelöscht.',
      async undo() {
        for (const each of gone) await keep(records, 'reminder', each);
      },
    };
  },
});

/** Words that carry the meaning, so that `the parcel` finds `pick up my parcel`. */
function wordsOf(text: string): readonly string[] {
  const small = new Set([
    'the',
    'a',
    'an',
    'my',
    'to',
    'about',
    'der',
    'die',
    'das',
    'den',
    'dem',
    'an',
    'mein',
    'meine',
    'meinen',
    'zu',
  ]);
  return (text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []).filter((word) => !small.has(word));
}

export const REMINDER_TOOLS: readonly Tool[] = [setReminder, listReminders, cancelReminder];
