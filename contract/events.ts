/** What the engine tells: small facts, past tense, one union. Nobody steers anything with an event. */

import { z } from 'zod';
import { FAULT_CODES, STAGES } from './faults.ts';

export const FLOOR_STATES = [
  'asleep',
  'listening',
  'user-speaking',
  'user-paused',
  'thinking',
  'speaking',
  'overlapped',
] as const;
/** Who holds the floor. */
export type FloorState = (typeof FLOOR_STATES)[number];

/** `stop` and `addressed` take the floor; the others leave it to the assistant. */
export const OVERLAP_VERDICTS = ['stop', 'addressed', 'backchannel', 'noise', 'side-talk'] as const;
export type OverlapVerdict = (typeof OVERLAP_VERDICTS)[number];

/** `silent`: it delivers nothing but zeros. */
export const DEVICE_STATES = ['opened', 'closed', 'muted', 'lost', 'silent'] as const;

const sampleTime = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const ms = z.number();

const fault = z.object({
  code: z.enum(FAULT_CODES),
  message: z.string(),
  stage: z.enum(STAGES).optional(),
  retryable: z.boolean(),
});

/**
 * When each step of a turn happened, in ms after the user's last sound (after submission, for typed text).
 * A step that did not take place is absent: nothing is transcribed for typed text, nothing is heard without a voice.
 */
export const turnMarks = z.object({
  /** The floor was given to the assistant. */
  turnDecidedMs: ms.optional(),
  /** The last transcription pass was complete. */
  transcriptMs: ms.optional(),
  /** The language model gave its first text. */
  firstTokenMs: ms.optional(),
  /** The first speakable clause was complete. */
  firstClauseMs: ms.optional(),
  /** The first clause had been turned into audio. */
  firstAudioReadyMs: ms.optional(),
  /** The first sample was handed to the loudspeaker. */
  firstAudioMs: ms.optional(),
});
export type TurnMarks = z.infer<typeof turnMarks>;

export const engineEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('speech.started'), at: sampleTime }),
  z.object({ type: z.literal('speech.paused'), at: sampleTime }),
  z.object({ type: z.literal('turn.changed'), from: z.enum(FLOOR_STATES), to: z.enum(FLOOR_STATES) }),
  /** The first `stableLength` characters will not change as long as the user goes on; the rest may. */
  z.object({ type: z.literal('transcript.partial'), text: z.string(), stableLength: count }),
  z.object({ type: z.literal('transcript.final'), turnId: count, text: z.string(), language: z.string() }),
  /** Something was heard that is not speech, or not understandable. */
  z.object({ type: z.literal('transcript.rejected'), reason: z.string() }),
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
  z.object({ type: z.literal('turn.timing'), turnId: count, replyId: count, marks: turnMarks }),
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
