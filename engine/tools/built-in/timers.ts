/** Timers. They are kept, and ring when their time has come, by `alarm-clock.ts`. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Kept, keep, keptOf } from '../kept-records.ts';
import { forgetRung, lastRung } from '../rung.ts';
import { saidDuration } from '../said-duration.ts';
import { declareTool, type Tool, type ToolContext } from '../tool.ts';
import type { ToolRecords } from '../tool-records.ts';

const keptTimer = z.object({
  endsAtMs: z.number(),
  seconds: z.number(),
  name: z.string().optional(),
  language: z.enum(['en', 'de']),
});
export type Timer = Kept<z.infer<typeof keptTimer>>;

export function timersIn(records: ToolRecords): Promise<readonly Timer[]> {
  return keptOf(records, 'timer', keptTimer);
}

const setTimer = declareTool({
  name: 'set_timer',
  kind: 'write',
  schema: z.object({ seconds: z.number().int().min(1).max(604_800), name: z.string().max(40).optional() }),
  async run({ seconds, name }, { records, language, nowMs }) {
    const timer: Timer = {
      id: randomUUID(),
      endsAtMs: nowMs() + seconds * 1000,
      seconds,
      language,
      ...(name === undefined ? {} : { name }),
    };
    await keep(records, 'timer', timer);
    const length = saidDuration(seconds, language);
    const called = name === undefined ? '' : ` ${name}`;
    return {
      said: language === 'en' ? `The${called} timer is set for ${length}.` : `Der Timer${called} läuft: ${length}.`,
      undo: () => records.remove('timer', timer.id),
    };
  },
});

const listTimers = declareTool({
  name: 'list_timers',
  kind: 'read',
  schema: z.object({}),
  async run(_nothing, { records, language, nowMs }) {
    const running = (await timersIn(records)).filter(({ endsAtMs }) => endsAtMs > nowMs());
    if (running.length === 0) return { said: language === 'en' ? 'No timer is running.' : 'Es läuft kein Timer.' };
    const said = running.map(({ endsAtMs, name }) => {
      const left = saidDuration((endsAtMs - nowMs()) / 1000, language);
      if (language === 'en') return `${left} left on the ${name === undefined ? '' : `${name} `}timer.`;
      return `Der Timer${name === undefined ? '' : ` ${name}`} läuft noch: ${left}.`;
    });
    return { said: said.join(' ') };
  },
});

const cancelTimer = declareTool({
  name: 'cancel_timer',
  kind: 'write',
  schema: z.object({ name: z.string().max(40).optional(), all: z.boolean().optional() }),
  async run({ name, all }, { records, language, nowMs, hush }: ToolContext) {
    const timers = await timersIn(records);
    const gone = name === undefined ? timers : timers.filter((timer) => timer.name === name);
    const rang = gone.length === 0 ? await lastRung(records, nowMs()) : undefined;
    if (rang?.kind === 'timer') {
      hush?.();
      await forgetRung(records);
      return { said: language === 'en' ? 'All right.' : 'In Ordnung.' };
    }
    if (gone.length > 1 && all !== true) {
      const which = gone.map((timer) => timer.name ?? saidDuration(timer.seconds, language));
      const names = which.join(language === 'en' ? ', or ' : ', oder ');
      return { said: language === 'en' ? `Which one: ${names}?` : `Welchen: ${names}?` };
    }
    if (gone.length === 0) {
      return { said: language === 'en' ? 'There is no such timer.' : 'Einen solchen Timer gibt es nicht.' };
    }
    for (const { id } of gone) await records.remove('timer', id);
    const one = gone.length === 1;
    return {
      said:
        language === 'en'
          ? `${one ? 'The timer is' : `${gone.length} timers are`} cancelled.`
          : one
            ? 'Der Timer ist abgebrochen.'
            : `${gone.length} Timer sind abgebrochen.`,
      async undo() {
        for (const timer of gone) await keep(records, 'timer', timer);
      },
    };
  },
});

export const TIMER_TOOLS: readonly Tool[] = [setTimer, listTimers, cancelTimer];
