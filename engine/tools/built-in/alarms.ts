/** Alarms at a time on the wall, and what is said while one rings. `alarm-clock.ts` rings them. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Kept, keep, keptOf } from '../kept-records.ts';
import { momentOf } from '../moment.ts';
import type { RouterLanguage } from '../router/number-words.ts';
import { forgetRung, lastRung } from '../rung.ts';
import { saidDuration } from '../said-duration.ts';
import { saidMoment } from '../said-moment.ts';
import { declareTool, type Tool, type ToolResult } from '../tool.ts';
import type { ToolRecords } from '../tool-records.ts';
import { type Due, due, dueMs } from '../wall-clock.ts';

const alarm = z.object({ due, language: z.enum(['en', 'de']) });
export type Alarm = Kept<z.infer<typeof alarm>>;

const SNOOZE_SECONDS = 540;

export async function alarmsIn(records: ToolRecords): Promise<readonly Alarm[]> {
  const alarms = await keptOf(records, 'alarm', alarm);
  return [...alarms].sort((one, other) => dueMs(one.due) - dueMs(other.due));
}

export function saidDue(when: Due, language: RouterLanguage, nowMs: number): string {
  return saidMoment(new Date(dueMs(when)), language, nowMs, 'wall' in when ? when.repeat : undefined);
}

const setAlarm = declareTool({
  name: 'set_alarm',
  kind: 'write',
  schema: z.object({ when: z.string().min(1).max(100) }),
  async run({ when }, { records, language, nowMs }) {
    const moment = momentOf(when, language, nowMs(), 'waking');
    if (!moment?.hasTime) {
      return { said: language === 'en' ? 'At what time shall it ring?' : 'Um wie viel Uhr soll er klingeln?' };
    }
    const { wall, atMs, repeat } = moment;
    const at: Due = atMs === undefined ? { wall, ...(repeat === undefined ? {} : { repeat }) } : { atMs };
    if (dueMs(at) <= nowMs()) return { said: language === 'en' ? 'That time has passed.' : 'Diese Zeit ist vorbei.' };
    const id = randomUUID();
    await keep(records, 'alarm', { id, due: at, language });
    const said = saidDue(at, language, nowMs());
    return {
      said: language === 'en' ? `The alarm is set: ${said}.` : `Der Wecker ist gestellt: ${said}.`,
      undo: () => records.remove('alarm', id),
    };
  },
});

const listAlarms = declareTool({
  name: 'list_alarms',
  kind: 'read',
  schema: z.object({}),
  async run(_nothing, { records, language, nowMs }) {
    const alarms = await alarmsIn(records);
    if (alarms.length === 0) return { said: language === 'en' ? 'No alarm is set.' : 'Es ist kein Wecker gestellt.' };
    return { said: said(alarms, language, nowMs()) };
  },
});

function said(alarms: readonly Alarm[], language: RouterLanguage, nowMs: number): string {
  const times = alarms
    .map(({ due: when }) => saidDue(when, language, nowMs))
    .join(language === 'en' ? ', and ' : ', und ');
  if (language === 'de') return `${alarms.length === 1 ? 'Ein Wecker klingelt' : 'Wecker klingeln'} ${times}.`;
  return `${alarms.length === 1 ? 'An alarm rings' : 'Alarms ring'} ${times}.`;
}

async function cancel(gone: readonly Alarm[], records: ToolRecords, language: RouterLanguage): Promise<ToolResult> {
  for (const { id } of gone) await records.remove('alarm', id);
  const one = gone.length === 1;
  const english = one ? 'The alarm is cancelled.' : `${gone.length} alarms are cancelled.`;
  const german = one ? 'Der Wecker ist aus.' : `${gone.length} Wecker sind aus.`;
  return {
    said: language === 'en' ? english : german,
    async undo() {
      for (const each of gone) await keep(records, 'alarm', each);
    },
  };
}

const cancelAlarm = declareTool({
  name: 'cancel_alarm',
  kind: 'write',
  schema: z.object({ when: z.string().max(100).optional(), all: z.boolean().optional() }),
  async run({ when, all }, { records, language, nowMs }) {
    const alarms = await alarmsIn(records);
    const meant = when === undefined ? undefined : momentOf(when, language, nowMs(), 'waking');
    const gone =
      when === undefined
        ? alarms
        : alarms.filter(({ due: at }) => {
            const date = new Date(dueMs(at));
            const wanted = meant && new Date(meant.wall);
            // The hour is enough to tell alarms apart: seven may be said of tomorrow's as of Friday's.
            return (
              (meant?.hasTime !== true ||
                (wanted?.getHours() === date.getHours() && wanted.getMinutes() === date.getMinutes())) &&
              (meant?.hasDay !== true || wanted?.toDateString() === date.toDateString())
            );
          });
    if (gone.length === 0 || (when !== undefined && meant === undefined)) {
      return { said: language === 'en' ? 'There is no such alarm.' : 'Einen solchen Wecker gibt es nicht.' };
    }
    if (gone.length > 1 && all !== true) {
      return { said: `${said(gone, language, nowMs())} ${language === 'en' ? 'Which one?' : 'Welchen meinst du?'}` };
    }
    return cancel(gone, records, language);
  },
});

const stopRinging = declareTool({
  name: 'stop_ringing',
  kind: 'write',
  /** `isAwake`: who only says so means what rings now, and no alarm of tomorrow. */
  schema: z.object({ isAwake: z.boolean().default(false) }),
  async run({ isAwake }, { records, language, nowMs, hush }) {
    const ringing = await lastRung(records, nowMs());
    if (ringing !== undefined && ringing.timesLeft > 0) {
      hush?.();
      await forgetRung(records);
      return { said: language === 'en' ? 'All right.' : 'In Ordnung.' };
    }
    if (isAwake) return { said: language === 'en' ? 'Good to know.' : 'Gut zu wissen.' };
    const alarms = await alarmsIn(records);
    if (alarms.length === 0) return { said: language === 'en' ? 'Nothing is ringing.' : 'Es klingelt nichts.' };
    if (alarms.length === 1) return cancel(alarms, records, language);
    return { said: `${said(alarms, language, nowMs())} ${language === 'en' ? 'Which one?' : 'Welchen meinst du?'}` };
  },
});

const snooze = declareTool({
  name: 'snooze',
  kind: 'write',
  schema: z.object({ seconds: z.number().int().min(1).max(86_400).optional() }),
  async run({ seconds = SNOOZE_SECONDS }, { records, language, nowMs, hush }) {
    const rang = await lastRung(records, nowMs());
    if (rang === undefined) return { said: language === 'en' ? 'Nothing rang.' : 'Es hat nichts geklingelt.' };
    hush?.();
    await forgetRung(records);
    const id = randomUUID();
    const again: Due = { atMs: nowMs() + seconds * 1000 };
    if (rang.kind === 'reminder') {
      await keep(records, 'reminder', { id, what: rang.label, due: again, language: rang.language });
    } else await keep(records, 'alarm', { id, due: again, language: rang.language });
    const length = saidDuration(seconds, language);
    return {
      said: language === 'en' ? `Again in ${length}.` : `Noch einmal in: ${length}.`,
      undo: () => records.remove(rang.kind === 'reminder' ? 'reminder' : 'alarm', id),
    };
  },
});

export const ALARM_TOOLS: readonly Tool[] = [setAlarm, listAlarms, cancelAlarm, stopRinging, snooze];
