/** Calls about personas. */

import type { PersonaResults } from '../../contract/personas.ts';
import type { Settings } from '../../contract/settings.ts';
import { openLibrary } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import { PersonaShelf, parsePersona, personaView, presentPersona } from '../persona-shelf.ts';
import type { Surroundings } from '../surroundings.ts';

/** @param change as `settings.change` does it: under the policy, kept, and taken over by the engine. */
export function personaCalls(
  { dataDir, settings }: Pick<Surroundings, 'dataDir' | 'settings'>,
  change: (patch: Record<string, unknown>) => Promise<Settings>,
): ParsedHandlers<keyof PersonaResults> {
  const shelf = new PersonaShelf(dataDir);
  return {
    async 'personas.list'() {
      return (await shelf.all()).map((kept) => personaView(kept, settings()));
    },
    async 'personas.use'({ personaId }) {
      const { models = {}, ...manner } = (await shelf.find(personaId)).file.settings;
      const installed = new Set((await (await openLibrary(dataDir)).store.list()).map(({ id }) => id));
      const here = Object.entries(models).filter(([, id]) => id !== undefined && installed.has(id));
      await change({ ...manner, ...(here.length === 0 ? {} : { models: Object.fromEntries(here) }) });
      return undefined;
    },
    async 'personas.keep'(about) {
      return personaView(await shelf.keep(presentPersona(settings(), about)), settings());
    },
    async 'personas.remove'({ personaId }) {
      await shelf.remove(personaId);
      return undefined;
    },
    async 'personas.export'({ personaId }) {
      const { id, file } = await shelf.find(personaId);
      const fileName = `${id.replace(/^.*\//, '')}.sotto-persona.json`;
      return { fileName, content: `${JSON.stringify(file, null, 2)}\n` };
    },
    async 'personas.import'({ content }) {
      return personaView(await shelf.keep(parsePersona(content)), settings());
    },
  };
}
