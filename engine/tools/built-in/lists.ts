/** Lists and notes. Nothing of them is lost for good without a question. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Kept, keep, keptOf } from '../kept-records.ts';
import type { RouterLanguage } from '../router/number-words.ts';
import { declareTool, type Tool } from '../tool.ts';
import type { ToolRecords } from '../tool-records.ts';

const listName = z.string().min(1).max(40).default('');
const keptItem = z.object({ text: z.string(), list: z.string() });

type Item = Kept<z.infer<typeof keptItem>>;

/** A list without a name is the only one, or all of them. */
async function itemsOf(records: ToolRecords, list: string): Promise<readonly Item[]> {
  return (await keptOf(records, 'list-item', keptItem)).filter((item) => list === '' || item.list === list);
}

function separate(items: string): readonly string[] {
  return items
    .split(/,\s*(?:and |und )?|\s+(?:and|und)\s+/u)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function together(items: readonly string[], language: RouterLanguage): string {
  const and = language === 'en' ? ' and ' : ' und ';
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')}${and}${items.at(-1)}`;
}

const putBack = (records: ToolRecords, items: readonly Item[]) => async (): Promise<void> => {
  for (const item of items) await keep(records, 'list-item', item);
};

const addToList = declareTool({
  name: 'add_to_list',
  kind: 'write',
  schema: z.object({ items: z.string().min(1).max(400), list: listName }),
  async run({ items, list }, { records, language }) {
    const added = separate(items).map((text) => ({ id: randomUUID(), text, list }));
    for (const item of added) await keep(records, 'list-item', item);
    const what = together(separate(items), language);
    return {
      said: language === 'en' ? `${what}: on the ${list === '' ? '' : `${list} `}list.` : `${what} ist notiert.`,
      async undo() {
        for (const { id } of added) await records.remove('list-item', id);
      },
    };
  },
});

const readList = declareTool({
  name: 'read_list',
  kind: 'read',
  schema: z.object({ list: listName }),
  async run({ list }, { records, language }) {
    const items = await itemsOf(records, list);
    if (items.length === 0) return { said: language === 'en' ? 'Nothing is on it.' : 'Es steht nichts darauf.' };
    const texts = together(
      items.map(({ text }) => text),
      language,
    );
    return { said: `${language === 'en' ? 'There is' : 'Darauf steht'}: ${texts}.` };
  },
});

const removeFromList = declareTool({
  name: 'remove_from_list',
  kind: 'write',
  schema: z.object({ items: z.string().min(1).max(400), list: listName }),
  async run({ items, list }, { records, language }) {
    const named = separate(items).map((item) => item.toLowerCase());
    const gone = (await itemsOf(records, list)).filter(({ text }) => named.includes(text.toLowerCase()));
    if (gone.length === 0) return { said: language === 'en' ? 'That is not on it.' : 'Das steht nicht darauf.' };
    for (const { id } of gone) await records.remove('list-item', id);
    const texts = together(
      gone.map(({ text }) => text),
      language,
    );
    return {
      said: language === 'en' ? `${texts}: taken off.` : `${texts} ist gestrichen.`,
      undo: putBack(records, gone),
    };
  },
});

const clearList = declareTool({
  name: 'clear_list',
  kind: 'destructive',
  schema: z.object({ list: listName }),
  question: ({ list }, language) =>
    language === 'en'
      ? `Shall I clear ${list === '' ? 'all lists' : `the ${list} list`}?`
      : `Soll ich ${list === '' ? 'alle Listen' : `die Liste ${list}`} leeren?`,
  async run({ list }, { records, language }) {
    const gone = await itemsOf(records, list);
    for (const { id } of gone) await records.remove('list-item', id);
    return { said: language === 'en' ? 'It is empty now.' : 'Sie ist jetzt leer.', undo: putBack(records, gone) };
  },
});

const addNote = declareTool({
  name: 'add_note',
  kind: 'write',
  schema: z.object({ text: z.string().min(1).max(2000) }),
  async run({ text }, { records, language }) {
    const id = randomUUID();
    await records.put('note', { id, body: JSON.stringify({ text }) });
    return { said: language === 'en' ? 'Noted.' : 'Notiert.', undo: () => records.remove('note', id) };
  },
});

const readNotes = declareTool({
  name: 'read_notes',
  kind: 'read',
  schema: z.object({}),
  async run(_nothing, { records, language }) {
    const notes = (await records.all('note')).map(({ body }) => z.object({ text: z.string() }).parse(JSON.parse(body)));
    if (notes.length === 0) return { said: language === 'en' ? 'There are no notes.' : 'Es gibt keine Notizen.' };
    return { said: notes.map(({ text }) => `${text.replace(/[.\s]+$/u, '')}.`).join(' ') };
  },
});

export const LIST_TOOLS: readonly Tool[] = [addToList, readList, removeFromList, clearList, addNote, readNotes];
