/** Calls about personas. */

import type { PersonaResults } from '../../contract/personas.ts';
import { openLibrary, type PersonaControl } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import { type Kept, parsePersona, personaView, presentPersona } from '../persona-shelf.ts';
import type { Surroundings } from '../surroundings.ts';

type PersonaSurroundings = Pick<Surroundings, 'dataDir' | 'settings' | 'changeSettings' | 'personas'>;

/** For who asks for one aloud. */
export function personaControl(surroundings: PersonaSurroundings): PersonaControl {
  const { settings, personas } = surroundings;
  return {
    get names() {
      return personas.known.map(({ file }) => file.name);
    },
    get current() {
      return personas.known.find((kept) => personaView(kept, settings()).isInUse)?.file.name;
    },
    async use(name) {
      const wanted = personas.known.find(({ file }) => file.name === name);
      if (wanted !== undefined) await take(wanted, surroundings);
    },
  };
}

/** A model that is not here is left out. */
async function take({ file }: Kept, { dataDir, changeSettings }: PersonaSurroundings): Promise<void> {
  const { models = {}, ...manner } = file.settings;
  const installed = new Set((await (await openLibrary(dataDir)).store.list()).map(({ id }) => id));
  const here = Object.entries(models).filter(([, id]) => id !== undefined && installed.has(id));
  await changeSettings({ ...manner, ...(here.length === 0 ? {} : { models: Object.fromEntries(here) }) });
}

export function personaCalls(surroundings: PersonaSurroundings): ParsedHandlers<keyof PersonaResults> {
  const { settings, personas: shelf } = surroundings;
  return {
    async 'personas.list'() {
      return (await shelf.all()).map((kept) => personaView(kept, settings()));
    },
    async 'personas.use'({ personaId }) {
      await take(await shelf.find(personaId), surroundings);
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
