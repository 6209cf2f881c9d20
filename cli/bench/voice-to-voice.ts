/**
 * Voice to voice, over virtual sound devices: a conversation of spoken turns, each begun when the answer to the one
 * before is over, with whoever listens at the microphone and speaks through the loudspeaker.
 */

import { cpus } from 'node:os';
import { countWordErrors } from '../../engine/engine.ts';
import { type FirstWord, firstWord } from './first-word.ts';
import { type Exchange, exchange } from './spoken-exchange.ts';
import type { SpokenTurn } from './spoken-turns.ts';
import { summarizeTimes, type TimeSummary } from './statistics.ts';
import type { VirtualSoundCard } from './virtual-sound-card.ts';

/** Who answers. */
export interface Agent {
  /** CPU time of all its processes so far, in seconds. */
  cpuSeconds(): Promise<number>;
  /** What it heard since the last call, and when each step of its answer happened, in ms after the user's last sound. */
  takeTurn(endOfSpeechAtMs: number): { readonly heard: string; readonly marks: Readonly<Record<string, number>> };
}

export interface MeasuredTurn extends Omit<Exchange, 'endOfSpeechAtMs'> {
  readonly id: string;
  readonly said: string;
  readonly heard: string;
  readonly firstWord: FirstWord;
  readonly marks: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
  /** Cores that anything but the agent kept busy; those of the devices, and of what else runs on this machine. */
  readonly otherBusyCores: number;
}

export interface VoiceToVoiceSummary extends Partial<TimeSummary> {
  /** Turns that were asked. */
  readonly turns: number;
  readonly answered: number;
  readonly stages: Readonly<Record<string, TimeSummary | undefined>>;
  /** Of turns of at most three words. */
  readonly shortAnswerMaxMs?: number;
  readonly shortAnswers: number;
  readonly firstWordsLost: number;
  readonly firstWordsMisheard: number;
  /** Answers that began before the question was over. */
  readonly talkedOver: number;
  /** Turns that the devices garbled; they count all the same. */
  readonly deviceGlitches: number;
  /** Share of words that were heard wrong. */
  readonly wordErrorRate: number;
  readonly cpuSecondsPerTurn: number;
  /** Cores that something else kept busy, on average: on a quiet machine next to none. */
  readonly otherBusyCores: number;
}

/** What counts is the beginning of the answer; a small model may go on for a minute. */
export const REPLY_TOKENS = 48;
const SHORT_WORDS = 3;

/** The turns from first to last, and again from the first, until that many minutes are over. */
export function* turnsFor(minutes: number, turns: readonly SpokenTurn[]): Iterable<SpokenTurn> {
  const overAtMs = performance.now() + minutes * 60_000;
  while (turns.length > 0) {
    for (const turn of turns) {
      if (performance.now() >= overAtMs) return;
      yield turn;
    }
  }
}

/** The first turn is asked twice, and counts the second time: caches are filled by then, whoever answers. */
export async function measureTurns(
  card: VirtualSoundCard,
  agent: Agent,
  turns: Iterable<SpokenTurn>,
  signal: AbortSignal,
  onTurn: (turn: MeasuredTurn) => Promise<void> | void,
): Promise<readonly MeasuredTurn[]> {
  const measured: MeasuredTurn[] = [];
  let isFirst = true;
  for (const turn of firstTwice(turns)) {
    const before = await cpuTimes(agent);
    const { endOfSpeechAtMs, ...times } = await exchange(card, turn, signal);
    const { heard, marks } = agent.takeTurn(endOfSpeechAtMs);
    const after = await cpuTimes(agent);
    const cpuSeconds = after.agent - before.agent;
    const otherBusyCores = (after.all - before.all - cpuSeconds) / (after.at - before.at);
    const { id, text: said } = turn;
    const audible = times.replyAfterMs === undefined ? {} : { audibleMs: Math.round(times.replyAfterMs) };
    const result = {
      ...{ id, said, heard, firstWord: firstWord(said, heard), ...times, marks: { ...marks, ...audible } },
      ...{ cpuSeconds: hundredths(cpuSeconds), otherBusyCores: hundredths(otherBusyCores) },
    };
    if (!isFirst) {
      measured.push(result);
      await onTurn(result);
    }
    isFirst = false;
  }
  return measured;
}

function* firstTwice(turns: Iterable<SpokenTurn>): Iterable<SpokenTurn> {
  let isFirst = true;
  for (const turn of turns) {
    if (isFirst) yield turn;
    isFirst = false;
    yield turn;
  }
}

export function summarizeTurns(turns: readonly MeasuredTurn[]): VoiceToVoiceSummary {
  const answered = turns.filter(({ replyAfterMs, talkedOver }) => replyAfterMs !== undefined && !talkedOver);
  const times = (of: readonly MeasuredTurn[]): number[] => of.flatMap(({ replyAfterMs }) => replyAfterMs ?? []);
  const short = answered.filter(({ said }) => said.trim().split(/\s+/).length <= SHORT_WORDS);
  const count = (matches: (turn: MeasuredTurn) => boolean): number => turns.filter(matches).length;
  return {
    turns: turns.length,
    answered: answered.length,
    ...summarizeTimes(times(answered)),
    stages: summarizeMarks(answered),
    shortAnswers: short.length,
    ...(short.length === 0 ? {} : { shortAnswerMaxMs: Math.max(...times(short)) }),
    firstWordsLost: count(({ firstWord }) => firstWord === 'lost'),
    firstWordsMisheard: count(({ firstWord }) => firstWord === 'misheard'),
    talkedOver: count(({ talkedOver }) => talkedOver),
    deviceGlitches: count(({ glitch }) => glitch),
    wordErrorRate: errorRate(turns),
    cpuSecondsPerTurn: mean(turns.map(({ cpuSeconds }) => cpuSeconds)),
    otherBusyCores: mean(turns.map(({ otherBusyCores }) => otherBusyCores)),
  };
}

function summarizeMarks(turns: readonly MeasuredTurn[]): Record<string, TimeSummary | undefined> {
  const names = new Set(turns.flatMap(({ marks }) => Object.keys(marks)));
  return Object.fromEntries(
    [...names].map((name) => [name, summarizeTimes(turns.flatMap(({ marks }) => marks[name] ?? []))]),
  );
}

function errorRate(turns: readonly MeasuredTurn[]): number {
  const counts = turns.filter(({ said }) => said !== '').map(({ said, heard }) => countWordErrors(said, heard));
  const errors = counts.reduce((sum, { errors }) => sum + errors, 0);
  const words = counts.reduce((sum, { words }) => sum + words, 0);
  return words === 0 ? 0 : Math.round((errors / words) * 1000) / 1000;
}

/** In seconds: of the agent, of everything together, and of the clock. */
async function cpuTimes(agent: Agent): Promise<{ agent: number; all: number; at: number }> {
  const all = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
  return { agent: await agent.cpuSeconds(), all, at: performance.now() / 1000 };
}

function mean(values: readonly number[]): number {
  return hundredths(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
