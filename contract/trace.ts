/**
 * Why a turn went the way it did: what the turn machine was told, what it decided, and what was known at the time.
 *
 * What a person said stands only under a `pii` key, so that it can be taken out without knowing what else is there.
 */

import { z } from 'zod';
import { FLOOR_STATES, OVERLAP_VERDICTS } from './floor.ts';
import { turnMarks } from './turn-marks.ts';

const sampleTime = z.number().int().nonnegative();
/** A span of captured time; with a fraction where it was computed. */
const samples = z.number();
const count = z.number().int().nonnegative();
const reply = count;
const ms = z.number();

const timer = z.enum(['endpoint', 'overlap', 'attention']);

/** Where the floor was, with what belongs to it; the states of the turn machine. */
const recordedState = z.object({
  kind: z.enum(FLOOR_STATES),
  reply: reply.optional(),
  /** While the user pauses: their last sound, and the reply that was begun on trust. */
  since: sampleTime.optional(),
  draft: reply.optional(),
  /** While two talk at once. */
  phase: z
    .object({ kind: z.enum(['suspected', 'likely', 'talking', 'quiet']), since: sampleTime.optional() })
    .optional(),
});

/** What the turn machine was told; the names are its own. */
const recordedEvent = z.object({
  type: z.string(),
  at: sampleTime.optional(),
  probability: z.number().optional(),
  delaySamples: samples.optional(),
  reason: z.string().optional(),
  verdict: z.enum(OVERLAP_VERDICTS).optional(),
  timer: timer.optional(),
  reply: reply.optional(),
});

const recordedEffect = z.object({
  type: z.string(),
  timer: timer.optional(),
  due: z.union([z.object({ at: samples }), z.object({ inSamples: samples })]).optional(),
  reply: reply.optional(),
  reason: z.string().optional(),
});

const unknowns = z.record(z.string(), z.unknown());

/** One thing that happened, at a point of captured time. */
const traceEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('step'),
    at: sampleTime,
    event: recordedEvent,
    /** The step began where the one before it ended. */
    to: recordedState,
    effects: z.array(recordedEffect),
    /** Why what was heard was taken for nothing. */
    rejected: z.string().optional(),
  }),
  /** How far a turn seemed to be over, and from what; the step that it led to follows. */
  z.object({
    kind: z.literal('endpoint-judged'),
    at: sampleTime,
    evidence: unknowns,
    pii: unknowns,
    /** How this speaker had been pausing so far. */
    pace: unknowns,
    probability: z.number(),
    delayMs: ms,
    reason: z.string(),
  }),
  /** What speech over a reply was taken for, and from what; the step follows where there was a verdict. */
  z.object({
    kind: z.literal('overlap-judged'),
    at: sampleTime,
    evidence: unknowns,
    pii: unknowns,
    verdict: z.enum(OVERLAP_VERDICTS).optional(),
    reason: z.string(),
  }),
]);
export type TraceEntry = z.infer<typeof traceEntry>;

/** A reply that began before the turn was decided. */
const draft = z.object({
  reply,
  fate: z.enum(['used', 'retracted', 'failed']),
  /** What had been made of it when it was retracted: work for nothing. */
  generatedTokens: count.default(0),
  synthesisedMs: ms.default(0),
});

/** What became of it: how the reply ended, or why there was none. */
export const TRACE_OUTCOMES = [
  'answered',
  'interrupted',
  'stopped',
  /** The user went on before anything was heard: the turn had been taken from them too early. */
  'resumed',
  'replaced',
  'failed',
  'nothing-heard',
  'closed',
] as const;
export type TraceOutcome = (typeof TRACE_OUTCOMES)[number];

const traceSettings = z.object({
  eagerness: z.number(),
  bargeIn: z.enum(['any-speech', 'words', 'stop-phrases', 'never']),
  sensitivity: z.number().default(0.5),
  mode: z.string(),
});
export type TraceSettings = z.infer<typeof traceSettings>;

export const turnTrace = z.object({
  version: z.literal(1),
  /** One run of an engine: captured time and the numbers of replies begin anew with it. */
  session: z.string(),
  /** Counts traces in a session; without a gap nothing is missing between two of them. */
  sequence: count,
  /** Absent when what was heard became no turn. */
  turnId: count.optional(),
  /** The reply that was committed. */
  reply: reply.optional(),
  outcome: z.enum(TRACE_OUTCOMES),
  /** Wall clock when it ended. */
  endedAtMs: ms,
  /** The machine before the first step: a replay begins here. */
  start: z.object({
    state: recordedState,
    timers: z.array(z.object({ timer, startedAt: samples, dueAt: samples })),
    repliesBegun: count,
  }),
  /** The settings that decisions depend on. */
  settings: traceSettings,
  config: z.object({
    unscoredDelaySamples: samples,
    eagerThreshold: z.number(),
    holdAfterSamples: samples.default(1_024),
    yieldAfterSamples: samples,
    verdictPatienceSamples: samples,
    backchannelPauseSamples: samples.default(0),
    rest: z.object({ kind: z.enum(['listening', 'asleep', 'attentive']), samples: samples.optional() }),
  }),
  entries: z.array(traceEntry),
  /** Entries beyond the bound, which are not here. */
  droppedEntries: count,
  marks: turnMarks.optional(),
  /** Passes of speech recognition while and after the user spoke. */
  transcriptionPasses: count,
  drafts: z.array(draft),
  levels: z.object({ speechDbfs: z.number().optional(), noiseDbfs: z.number().optional() }),
  /** The last measurement while we spoke. */
  echo: z.object({ returnLossDb: z.number(), residualDbfs: z.number() }).optional(),
  /** How late the engine's timers were while it replied. */
  eventLoopLag: z.object({ p50Ms: ms, p99Ms: ms, maxMs: ms }).optional(),
});
export type TurnTrace = z.infer<typeof turnTrace>;

/** The trace without a word of what a person said. */
export function withoutPii(trace: TurnTrace): TurnTrace {
  return { ...trace, entries: trace.entries.map((entry) => (entry.kind === 'step' ? entry : { ...entry, pii: {} })) };
}
