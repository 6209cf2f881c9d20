/**
 * One question into the virtual microphone, and what the loudspeaker answers: measured on the audio of both, whoever
 * it is that answers.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { audibleSpan, type SpokenTurn } from './spoken-turns.ts';
import type { Tape } from './tape.ts';
import type { VirtualSoundCard } from './virtual-sound-card.ts';

/** An answer that has not begun by then is none. */
const ANSWER_LIMIT_MS = 15_000;
const REPLY_LIMIT_MS = 120_000;
/** So much silence is the end of a reply; pauses between its sentences are shorter. */
const REPLY_END_MS = 1500;
/** A person breathes before the next question. */
const BEFORE_NEXT_MS = 500;
const LOOK_MS = 50;
/** A gap in the question that the device made. */
const GLITCH_MS = 20;

export interface Exchange {
  /** From the last speech sample at the microphone to the first sample of the reply; absent without an answer. */
  readonly replyAfterMs?: number;
  readonly replyMs: number;
  /** The loudspeaker was not silent while the question was asked. */
  readonly talkedOver: boolean;
  /** The question did not pass the microphone at its own pace: the devices stumbled, not who listens. */
  readonly glitch: boolean;
  /** The last speech sample at the microphone, on the wall clock. */
  readonly endOfSpeechAtMs: number;
}

export async function exchange(card: VirtualSoundCard, turn: SpokenTurn, signal: AbortSignal): Promise<Exchange> {
  const { microphone, loudspeaker } = card.tapes;
  const from = { microphone: await microphone.length(), loudspeaker: await loudspeaker.length() };
  await card.say(turn.sound);
  const asked = audibleOn(await microphone.read(from.microphone, await microphone.length()), microphone);
  const original = audibleSpan(turn.sound);
  const stretchedMs = asked.endMs - asked.startMs - (original.endMs - original.startMs);
  const glitch = Math.abs(stretchedMs) > GLITCH_MS;
  // The first sample is found more exactly than the last, which fades into the noise of the room.
  const endMs = glitch ? asked.endMs - original.endMs : asked.startMs - original.startMs;
  const endOfSpeechAtMs = microphone.timeMs(from.microphone) + endMs + turn.endOfSpeechMs;
  const replyEndsAtMs = await replyEnd(loudspeaker, endOfSpeechAtMs, signal);

  const endSample = loudspeaker.sampleAt(endOfSpeechAtMs);
  const during = await loudspeaker.read(from.loudspeaker, endSample);
  const reply = audibleOn(await loudspeaker.read(endSample, await loudspeaker.length()), loudspeaker);
  const answered = replyEndsAtMs !== undefined;
  await delay(BEFORE_NEXT_MS, undefined, { signal });
  return {
    ...(answered ? { replyAfterMs: Math.round(reply.startMs * 10) / 10 } : {}),
    replyMs: answered ? Math.round(reply.endMs - reply.startMs) : 0,
    talkedOver: audibleOn(during, loudspeaker).endMs > 0,
    glitch,
    endOfSpeechAtMs,
  };
}

/** Waits until the loudspeaker has been silent for a while after an answer. @returns undefined without an answer. */
async function replyEnd(loudspeaker: Tape, sinceMs: number, signal: AbortSignal): Promise<number | undefined> {
  let position = loudspeaker.sampleAt(sinceMs);
  let lastAudibleMs: number | undefined;
  while (true) {
    await delay(LOOK_MS, undefined, { signal });
    const pcm = await loudspeaker.read(position, await loudspeaker.length());
    const { endMs } = audibleOn(pcm, loudspeaker);
    if (endMs > 0) lastAudibleMs = loudspeaker.timeMs(position) + endMs;
    position += pcm.length;
    const nowMs = performance.now();
    if (nowMs - sinceMs > REPLY_LIMIT_MS) return lastAudibleMs;
    if (lastAudibleMs === undefined && nowMs - sinceMs > ANSWER_LIMIT_MS) return undefined;
    if (lastAudibleMs !== undefined && nowMs - lastAudibleMs > REPLY_END_MS) return lastAudibleMs;
  }
}

function audibleOn(pcm: Float32Array, { sampleRateHz }: Tape): ReturnType<typeof audibleSpan> {
  return audibleSpan({ pcm, sampleRateHz });
}
