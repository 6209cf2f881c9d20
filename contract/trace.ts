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
  phase: z.object({ kind: z.enum(['suspected', 'talking', 'quiet']), since: sampleTime.optional() }).optional(),
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

const traceStep = z.object({
  /** Captured time when it happened. */
  at: sampleTime,
  event: recordedEvent,
  to: recordedState,
  effects: z.array(recordedEffect),
  /** What a judgement was made from: `known` is told to whoever judges, `pii` is what they heard. */
  evidence: z.object({ known: z.record(z.string(), z.unknown()), pii: z.record(z.string(), z.unknown()) }).optional(),
  /** Why what was heard was taken for nothing. */
  rejected: z.string().optional(),
});
export type TraceStep = z.infer<typeof traceStep>;

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
    timers: z.array(z.object({ timer, dueAt: samples })),
    repliesBegun: count,
  }),
  settings: z.object({ eagerness: z.number(), bargeIn: z.string(), mode: z.string() }),
  config: z.object({
    unscoredDelaySamples: samples,
    eagerThreshold: z.number(),
    yieldAfterSamples: samples,
    verdictPatienceSamples: samples,
    rest: z.object({ kind: z.enum(['listening', 'asleep', 'attentive']), samples: samples.optional() }),
  }),
  steps: z.array(traceStep),
  /** Steps beyond the bound, which are not here. */
  droppedSteps: count,
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
  return {
    ...trace,
    steps: trace.steps.map((step) =>
      step.evidence === undefined ? step : { ...step, evidence: { ...step.evidence, pii: {} } },
    ),
  };
}
