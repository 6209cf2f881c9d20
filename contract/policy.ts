/** What an administrator decides for this machine. Unknown keys are errors: a rule that is misspelt must not be lost. */

import { z } from 'zod';

const rule = z.union([z.strictObject({ locked: z.unknown() }), z.strictObject({ default: z.unknown() })]);

export const policySchema = z.strictObject({
  version: z.literal(1),
  /** Shown beside what is locked, in the administrator's words: who manages this machine, whom to ask. */
  message: z.string().max(300).optional(),
  /** By path of a setting, such as `voice.speed`. A locked `null` is the built-in default. */
  settings: z.record(z.string(), rule).default({}),
  models: z
    .strictObject({
      /** SHA-256 of every file that may be part of a model; without a list any model may be used. */
      allow: z.array(z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal')).optional(),
    })
    .prefault({}),
  network: z
    .strictObject({
      /** Purposes that nobody may switch on. */
      never: z.array(z.enum(['model-download', 'own-server', 'mcp'])).default([]),
    })
    .prefault({}),
  updates: z.literal('never').optional(),
  privacy: z
    .strictObject({
      keepAudio: z.literal('forbidden').optional(),
      /** Nothing is kept for longer, whatever the user says, and pinned or not. */
      keepConversationsDaysAtMost: z.number().int().min(1).max(3650).optional(),
      keepAudioDaysAtMost: z.number().int().min(1).max(3650).optional(),
    })
    .prefault({}),
});

export type PolicyFile = z.infer<typeof policySchema>;

/** What a client is told of a policy in force. */
export interface PolicyView {
  /** The file or registry key that it comes from. */
  readonly source: string;
  readonly message?: string;
  /** Paths of settings. */
  readonly locked: readonly string[];
  readonly defaulted: readonly string[];
  /** Longest that something may be kept, by path of the setting. */
  readonly mostDays?: Readonly<Record<string, number>>;
}
