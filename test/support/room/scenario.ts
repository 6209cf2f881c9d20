/**
 * A conversation as a product person writes it: who says what and when, over what noise and echo, what must happen,
 * within what time, and what must not happen. `test/scenarios/README.md` explains the format.
 */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { engineEvent, FLOOR_STATES, OVERLAP_VERDICTS } from '../../../contract/events.ts';
import { settings } from '../../../contract/settings.ts';
import { type Moment, parseDurationMs, parseMoment } from './moment.ts';

const ROOMS = ['headphones', 'quiet-laptop', 'laptop', 'loud-laptop'] as const;
const ACTIONS = ['mute', 'unmute', 'press', 'release', 'stop', 'unplug microphone', 'unplug loudspeaker'] as const;
export type Action = (typeof ACTIONS)[number];
const EVENT_TYPES = engineEvent.options.map((option) => option.shape.type.value);

const duration = z.string().transform((text, context): number => {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  context.addIssue(`"${text}" is no duration; write it as 250ms or 1.5s`);
  return z.NEVER;
});

const moment = z.string().transform((text, context): Moment => {
  const parsed = parseMoment(text);
  if (parsed !== undefined) return parsed;
  context.addIssue(`"${text}" is no moment; write it as reply.started, reply 2.ended or a-step.ended + 1.5s`);
  return z.NEVER;
});

/** Of speech without its pauses, or of a sound as a whole. */
const level = z.number().min(-80).max(-6);
const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name has small letters, digits and dashes');

const when = {
  as: name.optional(),
  at: duration.optional(),
  after: moment.optional(),
};
const speech = {
  voice: z.string().default('joe'),
  speed: z.number().min(0.5).max(2).default(1),
};

const step = byKey({
  user: z.strictObject({ user: z.string().min(1), ...when, ...speech, level: level.default(-28) }),
  /** A file of test/fixtures/speech. */
  recording: z.strictObject({ recording: z.string().min(1), ...when, level: level.default(-28) }),
  /** Other people, or a television: further away. */
  others: z.strictObject({ others: z.string().min(1), ...when, ...speech, level: level.default(-45) }),
  sound: z.strictObject({ sound: z.string().min(1), ...when, lasts: duration.default(500), level }),
  types: z.strictObject({ types: z.string().min(1), ...when }),
  does: z.strictObject({ does: z.enum(ACTIONS), ...when }),
});
export type Step = z.infer<typeof step>;

const words = z.string().min(1);
const nth = z.number().int().min(1);

/** One fact about what happened. */
const fact = byKey({
  turns: z.strictObject({ turns: z.number().int().min(0) }),
  replies: z.strictObject({ replies: z.number().int().min(0) }),
  /** Words that were understood, one after the other, in a turn; with so many of them wrong at most. */
  heard: z.strictObject({ heard: words, turn: nth.optional(), wrong: z.number().int().min(0).default(0) }),
  reply: z.strictObject({ reply: nth, is: z.enum(['complete', 'interrupted', 'unheard']) }),
  verdict: z.strictObject({ verdict: z.enum(OVERLAP_VERDICTS) }),
  event: z.strictObject({
    event: z.enum(EVENT_TYPES),
    with: words.optional(),
    times: z.number().int().min(0).optional(),
  }),
  floor: z.strictObject({ floor: z.enum(FLOOR_STATES) }),
  /** What the loudspeaker was heard to say, understood by the recogniser. */
  said: z.strictObject({ said: words, wrong: z.number().int().min(0).default(0) }),
  /** What the language model was told of the conversation, in its last request. */
  remembered: z.strictObject({ remembered: words }),
  silent: z.strictObject({ silent: z.strictObject({ from: moment, to: moment }) }),
});
export type Fact = z.infer<typeof fact>;

const span = z
  .strictObject({
    from: moment,
    /** `silence`: the last that is heard of the reply that speaks at `from`. */
    to: z.union([z.literal('silence'), moment]),
    most: duration.optional(),
    least: duration.optional(),
  })
  .refine(({ most, least }) => most !== undefined || least !== undefined, 'say `most`, `least` or both');
export type Span = z.infer<typeof span>;

const givenSettings = z.record(z.string(), z.unknown()).transform((given, context) => {
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    for (const { message, path } of parsed.error.issues) context.addIssue({ code: 'custom', message, path: [...path] });
    return z.NEVER;
  }
  const unknown = unknownPath(given, parsed.data);
  if (unknown === undefined) return parsed.data;
  context.addIssue(`there is no setting ${unknown}`);
  return z.NEVER;
});

const schema = z
  .strictObject({
    title: z.string().min(5),
    room: z.enum(ROOMS),
    noise: z.strictObject({ sound: z.string().min(1), level }).optional(),
    settings: givenSettings.prefault({}),
    /** What the assistant says to a turn that has these words; without words, to any other. */
    answers: z.array(z.strictObject({ to: words.optional(), say: z.string().min(1) })).default([]),
    steps: z.array(step).min(1),
    must: z.array(fact).default([]),
    within: z.array(span).default([]),
    mustNot: z.array(fact).default([]),
    /** Not asked for yet, and why. */
    todo: z.string().optional(),
    lasts: duration.default(40_000),
  })
  .superRefine(({ steps, must, within, mustNot }, context) => {
    if (must.length + within.length + mustNot.length === 0) context.addIssue('nothing is expected');
    const names = new Set(['reply', 'listening']);
    for (const { as } of steps) {
      if (as === undefined) continue;
      if (names.has(as)) context.addIssue(`the name ${as} is taken`);
      names.add(as);
    }
    const asked = [
      ...steps.flatMap(({ after }) => after ?? []),
      ...within.flatMap(({ from, to }) => (to === 'silence' ? [from] : [from, to])),
      ...[...must, ...mustNot].flatMap((each) => ('silent' in each ? [each.silent.from, each.silent.to] : [])),
    ];
    for (const { of } of asked) if (!names.has(of)) context.addIssue(`no step is called ${of}`);
    for (const { at, after } of steps) {
      if (at !== undefined && after !== undefined) context.addIssue('a step is `at` a time or `after` a moment');
    }
  });
export type Scenario = z.infer<typeof schema> & { readonly file: string };

/** @throws Error that names the file, the place and what to write instead. */
export function parseScenario(text: string, file: string): Scenario {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw new Error(`${file}: ${problem.message}`);
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, file };
}

export function readScenario(path: string): Scenario {
  return parseScenario(readFileSync(path, 'utf8'), basename(path));
}

/** A union whose member is told by a key of its own, so that an error is about that member alone. */
function byKey<Members extends Readonly<Record<string, z.ZodType>>>(
  members: Members,
): z.ZodType<z.output<Members[keyof Members]>> {
  return z.unknown().transform((value, context) => {
    const keys = Object.keys(members);
    const key = keys.find((each) => typeof value === 'object' && value !== null && each in value);
    const parsed = members[key ?? '']?.safeParse(value);
    if (parsed?.success) return parsed.data as z.output<Members[keyof Members]>;
    if (parsed === undefined) context.addIssue(`say one of ${keys.join(', ')}`);
    for (const { message, path } of parsed?.error.issues ?? []) {
      context.addIssue({ code: 'custom', message, path: [...path] });
    }
    return z.NEVER;
  });
}

/** The first path in `given` that `known` has not. */
function unknownPath(given: unknown, known: unknown): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  for (const [key, value] of Object.entries(given)) {
    if (typeof known !== 'object' || known === null || !(key in known)) return key;
    const inner = unknownPath(value, (known as Record<string, unknown>)[key]);
    if (inner !== undefined) return `${key}.${inner}`;
  }
  return undefined;
}
