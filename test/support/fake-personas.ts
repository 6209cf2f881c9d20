/** Personas for the pages. */

import type { AssistantCalls } from '../../contract/assistant.ts';
import type { PersonaView } from '../../contract/personas.ts';
import type { Handlers } from '../../contract/rpc.ts';

const SOTTO: PersonaView = {
  ...{ id: 'shipped/sotto', name: 'Sotto', about: 'Calm and brief.', origin: 'shipped', isInUse: true },
};
const MINE: PersonaView = {
  ...{ id: 'own/butler', name: 'Butler', about: 'Very polite.', origin: 'own', isInUse: false },
};

type PersonaCall = Extract<keyof AssistantCalls, `personas.${string}`>;

export function fakePersonas(): Pick<Handlers<AssistantCalls>, PersonaCall> {
  const nothing = async (): Promise<undefined> => undefined;
  return {
    'personas.list': async () => [SOTTO, MINE],
    'personas.use': nothing,
    'personas.keep': async () => MINE,
    'personas.remove': nothing,
    'personas.export': async () => ({ fileName: 'butler.sotto-persona.json', content: '{}' }),
    'personas.import': async () => MINE,
  };
}
