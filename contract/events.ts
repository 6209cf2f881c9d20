/** What the engine tells: small facts, past tense, one union. Nobody steers anything with an event. */

import { z } from 'zod';
import { EMOTIONS } from './emotions.ts';
import { FAULT_CODES, STAGES } from './faults.ts';
import { FLOOR_STATES, OVERLAP_VERDICTS } from './floor.ts';
import { citation } from './knowledge.ts';
import { turnTrace } from './trace.ts';
import { turnMarks } from './turn-marks.ts';
import { VISEMES } from './visemes.ts';

export { FLOOR_STATES, type FloorState, OVERLAP_VERDICTS, type OverlapVerdict } from './floor.ts';
export type { TurnMarks } from './turn-marks.ts';

/** `silent`: it delivers nothing but zeros. */
export const DEVICE_STATES = ['opened', 'closed', 'muted', 'lost', 'silent'] as const;

const sampleTime = z.number().int().nonnegative();
const count = z.number().int().nonnegative();

const fault = z.object({
  code: z.enum(FAULT_CODES),
  message: z.string(),
  stage: z.enum(STAGES).optional(),
  retryable: z.boolean(),
});

export const engineEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('speech.started'), at: sampleTime }),
  z.object({ type: z.literal('speech.paused'), at: sampleTime }),
  z.object({ type: z.literal('turn.changed'), from: z.enum(FLOOR_STATES), to: z.enum(FLOOR_STATES) }),
  /** The first `stableLength` characters will not change as long as the user goes on; the rest may. */
  z.object({ type: z.literal('transcript.partial'), text: z.string(), stableLength: count }),
  z.object({ type: z.literal('transcript.final'), turnId: count, text: z.string(), language: z.string() }),
  /** Something was heard that is not speech, or not understandable. */
  z.object({ type: z.literal('transcript.rejected'), reason: z.string() }),
  /**
   * What the user's documents say to a turn, the best first; none when they were asked and say nothing. `waitedMs` is what
   * the turn waited for it: it is looked for while the user speaks.
   */
  z.object({
    type: z.literal('passages.found'),
    turnId: count,
    citations: z.array(citation),
    waitedMs: z.number().nonnegative(),
  }),
  z.object({ type: z.literal('reply.started'), turnId: count, replyId: count }),
  z.object({ type: z.literal('reply.delta'), replyId: count, text: z.string() }),
  z.object({
    type: z.literal('reply.completed'),
    turnId: count,
    replyId: count,
    text: z.string(),
    reason: z.enum(['end', 'length', 'interrupted']),
    usage: z.object({ promptTokens: count, evaluatedTokens: count, generatedTokens: count }).optional(),
  }),
  z.object({ type: z.literal('playback.started'), replyId: count }),
  /**
   * A stretch of a reply's sound, told before it is heard. All samples count from the reply's first one, at the voice's
   * rate, as `heardSamples` do. Without visemes the voice does not tell its timings.
   */
  z.object({
    type: z.literal('playback.segment'),
    replyId: count,
    startSample: count,
    endSample: count,
    sampleRateHz: count,
    visemes: z.array(z.object({ shape: z.enum(VISEMES), startSample: count })),
    /** What the model shows with it; absent where it gave none. */
    emotion: z.enum(EMOTIONS).optional(),
  }),
  /** At least ten times a second while a reply is heard. */
  z.object({ type: z.literal('playback.progressed'), replyId: count, heardSamples: count, sampleRateHz: count }),
  z.object({ type: z.literal('playback.finished'), replyId: count, heardSamples: count, sampleRateHz: count }),
  z.object({
    type: z.literal('playback.stopped'),
    replyId: count,
    heardSamples: count,
    sampleRateHz: count,
    heardText: z.string(),
  }),
  /** What was said over a reply, and why it did or did not take the floor. */
  z.object({
    type: z.literal('overlap.judged'),
    replyId: count,
    verdict: z.enum(OVERLAP_VERDICTS),
    reason: z.string(),
  }),
  /** A device of ours: which one, and what became of it. */
  z.object({
    type: z.literal('device.changed'),
    direction: z.enum(['input', 'output']),
    state: z.enum(DEVICE_STATES),
    name: z.string().optional(),
    /** For people: what happened, and what they can do. */
    message: z.string().optional(),
  }),
  /** How loud the microphone is, some ten times a second. */
  z.object({ type: z.literal('input.level'), dbfs: z.number() }),
  /** How much of our own sound the echo canceller removes, and what is left of it; about once a second while we speak. */
  z.object({ type: z.literal('echo.measured'), returnLossDb: z.number(), residualDbfs: z.number() }),
  /** Half-duplex while our own voice cannot be told from the user's. */
  z.object({
    type: z.literal('duplex.changed'),
    turnTaking: z.enum(['full-duplex', 'half-duplex']),
    reason: z.string(),
  }),
  /** Something waits for a yes of the user, by voice, typed, or by a click that types it. */
  z.object({ type: z.literal('consent.asked'), question: z.string(), expiresAtMs: z.number() }),
  /** It was answered, or something else was said. */
  z.object({ type: z.literal('consent.settled') }),
  /** The time of a timer has come; `text` says so to the user. */
  z.object({ type: z.literal('timer.rang'), text: z.string() }),
  z.object({ type: z.literal('turn.timing'), turnId: count, replyId: count, marks: turnMarks }),
  /** Why a turn, or a sound that became none, went the way it did. */
  z.object({ type: z.literal('turn.traced'), trace: turnTrace }),
  /** Where this conversation is kept; the id continues it another time. */
  z.object({ type: z.literal('conversation.opened'), conversationId: z.string() }),
  z.object({ type: z.literal('conversation.compacted'), droppedTurns: count }),
  z.object({
    type: z.literal('worker.restarted'),
    worker: z.string(),
    reason: z.enum(['crashed', 'hung']),
    restarts: count,
  }),
  z.object({ type: z.literal('fault.raised'), fault }),
]);

export type EngineEvent = z.infer<typeof engineEvent>;
export type EngineEventType = EngineEvent['type'];
