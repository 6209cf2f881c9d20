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
      /** Said aloud when it is ready for the first time after its start; nothing where it is empty. */
      greeting: z.string().max(300).default(''),
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
  devices: z
    .object({
      /** Names, the most wanted first; a device that is unplugged gives way to the next, then to the system's default. */
      microphones: z.array(z.string().min(1)).max(20).default([]),
      loudspeakers: z.array(z.string().min(1)).max(20).default([]),
      echoCancellation: z.enum(['on', 'off']).default('on'),
      /** Helps in steady noise as loud as the voice, harms recognition in less of it. */
      noiseSuppression: z.enum(['on', 'off']).default('off'),
      automaticGain: z.enum(['on', 'off']).default('off'),
    })
    .prefault({}),
  turnTaking: z
    .object({
      /** How the user gets the floor: by speaking, by a wake phrase first, while a key is held, or between two presses. */
      mode: z.enum(['hands-free', 'wake-phrase', 'push-to-talk', 'toggle']).default('hands-free'),
      /** 0 waits long for a thought to end, 1 answers as early as it dares. */
      eagerness: z.number().min(0).max(1).default(0.4),
      /** 0 wants many words, near and loud, before it yields; 1 yields to few and quiet ones. */
      sensitivity: z.number().min(0).max(1).default(0.5),
      /** What takes the floor from the assistant while it speaks. */
      bargeIn: z.enum(['any-speech', 'words', 'stop-phrases', 'never']).default('words'),
      /** Said to wake it; without one, `hey` and the name of the persona. */
      wakePhrases: z.array(z.string().min(1)).max(10).default([]),
      /** After an answer no wake phrase is needed for this long. */
      attentionMs: z.number().int().min(0).max(60_000).default(8000),
      /** By language, in place of those that it comes with; a list that is absent stays as it is. */
      phrases: z
        .record(
          z.string().regex(/^[a-z]{2}$/),
          z.object({
            stop: z.array(z.string().min(1)).max(100).optional(),
            backchannel: z.array(z.string().min(1)).max(100).optional(),
          }),
        )
        .default({}),
    })
    .prefault({}),
  privacy: z
    .object({
      /** Keeps what was said and answered as audio beside the conversation, for replay. */
      keepAudio: z.boolean().default(false),
      /** Days since something was last said in it; a pinned conversation stays. For ever where it is absent. */
      keepConversationsDays: z.number().int().min(1).max(3650).optional(),
      /** Days since it was kept; sound goes with its conversation at the latest. */
      keepAudioDays: z.number().int().min(1).max(3650).optional(),
    })
    .prefault({}),
  memory: z
    .object({
      /** Whether what the user asks to be remembered about themselves is, and is part of prompts. */
      userFacts: z.enum(['on', 'off']).default('on'),
    })
    .prefault({}),
  network: z
    .object({
      /** Whether models may be downloaded, and it may be asked where from, when the user wants to. */
      modelDownloads: z.enum(['on', 'off']).default('on'),
    })
    .prefault({}),
  /** Of the application in a window; a browser has none of it. */
  desktop: z
    .object({
      /** Talks from anywhere: held, or tapped before and after. In Electron's words; none where it is empty. */
      hotkey: z.string().max(60).default('Control+Alt+Space'),
      /** Begins in the tray when the user logs in. */
      launchAtLogin: z.enum(['on', 'off']).default('off'),
    })
    .prefault({}),
  /** How typed questions are answered, unless one is asked otherwise. */
  typed: z.object({ answers: z.enum(['spoken', 'written']).default('spoken') }).prefault({}),
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
