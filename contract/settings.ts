/** What a user can choose. Every setting has a default; units are part of the name. */

import { z } from 'zod';

export const settings = z.object({
  /** Model ids by role; without one the best installed model of that kind is used. */
  models: z
    .object({
      stt: z.string().optional(),
      llm: z.string().optional(),
      tts: z.string().optional(),
    })
    .default({}),
  /** A server of the user's own that speaks the OpenAI chat protocol; replaces the local language model. */
  server: z
    .object({
      baseUrl: z.url(),
      model: z.string().min(1),
      apiKey: z.string().optional(),
      contextTokens: z.number().int().min(512).default(8192),
    })
    .optional(),
  /** Language of the user: an ISO 639-1 code, or `auto`. */
  language: z.string().default('en'),
  /** Names and terms that transcription should know. */
  terms: z.array(z.string()).max(200).default([]),
  persona: z
    .object({
      name: z.string().min(1).default('Sotto'),
      /** In the user's words; added to what makes the model speak rather than write. */
      instructions: z.string().max(4000).default(''),
    })
    .prefault({}),
  voice: z
    .object({
      /** 1 is the voice's own pace. */
      speed: z.number().min(0.5).max(2).default(1),
      /** Speaker of a voice that has several. */
      speaker: z.number().int().nonnegative().default(0),
    })
    .prefault({}),
  reply: z
    .object({
      maxTokens: z.number().int().min(16).max(4096).default(256),
      temperature: z.number().min(0).max(2).default(0.6),
    })
    .prefault({}),
  /** Tokens that a conversation may hold in the model's memory before it is condensed. */
  contextTokens: z.number().int().min(1024).max(131_072).default(2048),
});

export type Settings = z.infer<typeof settings>;
