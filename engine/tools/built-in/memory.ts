/** What is remembered about the user, because they said so. */

import { z } from 'zod';
import { declareTool, type Tool } from '../tool.ts';
import { factsIn, factsNamed, keepFact, LONGEST_FACT, putFact } from '../user-facts.ts';

const own = z.object({ text: z.string().min(3).max(LONGEST_FACT) });

const remember = (isOn: boolean): Tool =>
  declareTool({
    name: 'remember',
    kind: 'write',
    schema: own,
    async run({ text }, { records, language, nowMs }) {
      if (!isOn) {
        const off = 'Remembering is switched off in the settings.';
        return { said: language === 'en' ? off : 'Das Merken ist in den Einstellungen ausgeschaltet.' };
      }
      const { id } = await keepFact(text, nowMs(), records);
      return {
        said: language === 'en' ? "I'll remember that." : 'Das merke ich mir.',
        undo: () => records.remove('fact', id),
      };
    },
  });

const recallFacts = declareTool({
  name: 'recall_facts',
  kind: 'read',
  schema: z.object({}),
  async run(_nothing, { records, language }) {
    const facts = await factsIn(records);
    if (facts.length === 0) {
      return {
        said: language === 'en' ? 'You have not told me anything to remember.' : 'Ich sollte mir noch nichts merken.',
      };
    }
    const told = language === 'en' ? 'You told me:' : 'Du hast mir gesagt:';
    return { said: `${told} ${facts.map(({ text }) => text).join(' ')}` };
  },
});

const forgetFact = declareTool({
  name: 'forget_fact',
  kind: 'write',
  schema: own,
  async run({ text }, { records, language }) {
    const gone = factsNamed(text, await factsIn(records));
    if (gone.length === 0) {
      return { said: language === 'en' ? 'I did not remember that.' : 'Das hatte ich mir nicht gemerkt.' };
    }
    for (const { id } of gone) await records.remove('fact', id);
    return {
      said: language === 'en' ? 'That is forgotten.' : 'Das ist vergessen.',
      async undo() {
        for (const fact of gone) await putFact(fact, records);
      },
    };
  },
});

const forgetEverything = declareTool({
  name: 'forget_everything',
  kind: 'destructive',
  schema: z.object({}),
  question: (_nothing, language) =>
    language === 'en'
      ? 'Shall I forget all that I remember about you?'
      : 'Soll ich alles vergessen, was ich über dich weiß?',
  async run(_nothing, { records, language }) {
    for (const { id } of await factsIn(records)) await records.remove('fact', id);
    return { said: language === 'en' ? 'All of it is forgotten.' : 'Alles ist vergessen.' };
  },
});

/** @param isOn whether the user lets it remember. What was kept before can be told and forgotten in any case. */
export function memoryTools(isOn: boolean): readonly Tool[] {
  return [remember(isOn), recallFacts, forgetFact, forgetEverything];
}
