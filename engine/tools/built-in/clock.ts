/** The time and the date of this machine. */

import { z } from 'zod';
import type { RouterLanguage } from '../router/number-words.ts';
import { declareTool, type Tool } from '../tool.ts';

const LOCALES: Readonly<Record<RouterLanguage, string>> = { en: 'en-US', de: 'de-DE' };

const tellTime = declareTool({
  name: 'tell_time',
  kind: 'read',
  schema: z.object({}),
  async run(_nothing, { language, nowMs }) {
    const time = new Date(nowMs()).toLocaleTimeString(LOCALES[language], { hour: 'numeric', minute: '2-digit' });
    return { said: language === 'en' ? `It is ${time}.` : `Es ist ${time} Uhr.` };
  },
});

const tellDate = declareTool({
  name: 'tell_date',
  kind: 'read',
  schema: z.object({}),
  async run(_nothing, { language, nowMs }) {
    const shape = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
    const date = new Date(nowMs()).toLocaleDateString(LOCALES[language], shape);
    return { said: language === 'en' ? `Today is ${date}.` : `Heute ist ${date}.` };
  },
});

export const CLOCK_TOOLS: readonly Tool[] = [tellTime, tellDate];
