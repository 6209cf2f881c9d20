/** Another manner to be spoken with. */

import { z } from 'zod';
import { declareTool, type PersonaControl, type Tool } from '../tool.ts';

/** People do not say capital letters. */
export function personaNamed(name: string, personas: PersonaControl | undefined): string | undefined {
  return personas?.names.find((one) => one.toLowerCase() === name.toLowerCase());
}

const usePersona = declareTool({
  name: 'use_persona',
  kind: 'write',
  schema: z.object({ name: z.string().min(1).max(60) }),
  async run({ name }, { language, personas }) {
    const wanted = personaNamed(name, personas);
    if (personas === undefined || wanted === undefined) {
      return { said: language === 'en' ? 'I know no such persona.' : 'Eine solche Persona kenne ich nicht.' };
    }
    const before = personas.current;
    await personas.use(wanted);
    return {
      said: language === 'en' ? `${wanted} speaking.` : `Hier spricht ${wanted}.`,
      ...(before === undefined ? {} : { undo: () => personas.use(before) }),
    };
  },
});

export const PERSONA_TOOLS: readonly Tool[] = [usePersona];
