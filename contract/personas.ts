/** A persona: how Sotto is called, speaks and answers, as one thing to choose, keep and give away. */

import { z } from 'zod';
import { settings } from './settings.ts';

const { name, instructions, greeting } = settings.shape.persona.unwrap().shape;
const { speed, speaker } = settings.shape.voice.unwrap().shape;
const { maxTokens, temperature } = settings.shape.reply.unwrap().shape;
const { tts, llm } = settings.shape.models.unwrap().shape;

export const PERSONA_FORMAT = 'sotto-persona';

/** A file of its own. What is absent stays as the user has it. */
export const personaFile = z.object({
  format: z.literal(PERSONA_FORMAT),
  version: z.literal(1),
  name: z.string().trim().min(1).max(60),
  /** For people who choose: one sentence. */
  about: z.string().trim().max(300).default(''),
  settings: z.strictObject({
    persona: z.strictObject({
      name: name.unwrap(),
      instructions: instructions.unwrap().optional(),
      greeting: greeting.unwrap().optional(),
    }),
    voice: z.strictObject({ speed: speed.unwrap().optional(), speaker: speaker.unwrap().optional() }).optional(),
    reply: z
      .strictObject({ maxTokens: maxTokens.unwrap().optional(), temperature: temperature.unwrap().optional() })
      .optional(),
    /** Ids; one that is not installed here is left out. */
    models: z.strictObject({ tts, llm }).optional(),
  }),
});
export type PersonaFile = z.infer<typeof personaFile>;

export interface PersonaView {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly origin: 'shipped' | 'own';
  readonly isInUse: boolean;
}

const onePersona = z.object({ personaId: z.string().min(1).max(100) });

export const personaParams = {
  'personas.list': z.object({}),
  /** Sets what the persona says, and leaves the rest of the settings alone. */
  'personas.use': onePersona,
  /** Keeps the present manner under a name; the same name again replaces it. */
  'personas.keep': z.object({ name: z.string().trim().min(1).max(60), about: z.string().trim().max(300).default('') }),
  /** One of the user's own. */
  'personas.remove': onePersona,
  'personas.export': onePersona,
  /** What `personas.export` gave, here or elsewhere. */
  'personas.import': z.object({ content: z.string().max(65_536) }),
} as const;

export interface PersonaResults {
  'personas.list': readonly PersonaView[];
  'personas.use': undefined;
  'personas.keep': PersonaView;
  'personas.remove': undefined;
  'personas.export': { readonly fileName: string; readonly content: string };
  'personas.import': PersonaView;
}
