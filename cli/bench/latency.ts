/**
 * Voice-to-voice latency: spoken turns, heard in real time, answered in one conversation. What counts is measured on the
 * audio itself, from the end of the question to the first audible sample of the answer.
 */

import type { EngineEvent, TurnMarks } from '../../contract/events.ts';
import {
  countWordErrors,
  createWavMicrophone,
  type Engine,
  type Microphone,
  type OpenSpeaker,
  type Sound,
  VirtualSpeaker,
} from '../../engine/engine.ts';
import { totalUsage, usageOf } from './process-usage.ts';
import { audibleSpan, type SpokenTurn } from './spoken-turns.ts';
import { summarizeTimes, type TimeSummary } from './statistics.ts';

export interface TurnResult {
  readonly id: string;
  readonly said: string;
  readonly heard: string;
  /** From the end of the question to the first audible sample of the answer; absent when nothing was answered. */
  readonly firstAudibleMs?: number;
  /** From the end of the question. */
  readonly marks: TurnMarks;
}

export interface LatencyResult {
  readonly type: 'bench.latency';
  readonly models: Readonly<Record<string, string>>;
  readonly turns: readonly TurnResult[];
  readonly answered: number;
  readonly endOfSpeechToFirstAudio: TimeSummary | undefined;
  readonly steps: Readonly<Record<string, TimeSummary | undefined>>;
  /** Share of words that were heard wrong. */
  readonly wordErrorRate: number;
  readonly cpuSecondsPerTurn: number;
  readonly memoryBytes: number;
}

/** The wall clock of one run, shared by microphone, engine and loudspeaker. */
const nowMs = (): number => performance.now();

export class LatencyBench {
  /** Audible parts of answers, as they leave the loudspeaker. */
  readonly #audible: number[] = [];
  #timing: TurnMarks | undefined;
  #originMs = 0;
  #heard: string[] = [];

  readonly openSpeaker: OpenSpeaker = (sampleRateHz) =>
    new VirtualSpeaker(sampleRateHz, {
      pace: 'real-time',
      onHeard: (pcm, startMs) => this.#answered({ pcm, sampleRateHz }, startMs),
    });

  onEvent(event: EngineEvent): void {
    if (event.type === 'transcript.final') this.#heard.push(event.text);
    if (event.type === 'turn.timing') this.#timing ??= event.marks;
  }

  async run(
    engine: Engine,
    turns: readonly SpokenTurn[],
    signal: AbortSignal,
    onTurn: (result: TurnResult) => void,
  ): Promise<LatencyResult> {
    const pids = { engine: process.pid, ...engine.workerPids };
    const before = totalUsage(await usageOf(pids));
    const results: TurnResult[] = [];
    for (const turn of turns) {
      const result = await this.#measure(engine, turn, signal);
      results.push(result);
      onTurn(result);
    }
    const after = totalUsage(await usageOf(pids));
    return {
      type: 'bench.latency',
      models: engine.modelIds,
      turns: results,
      answered: results.filter(({ firstAudibleMs }) => firstAudibleMs !== undefined).length,
      endOfSpeechToFirstAudio: summarizeTimes(results.flatMap(({ firstAudibleMs }) => firstAudibleMs ?? [])),
      steps: stepTimes(results),
      wordErrorRate: errorRate(results),
      cpuSecondsPerTurn: (after.cpuSeconds - before.cpuSeconds) / Math.max(1, turns.length),
      memoryBytes: after.memoryBytes,
    };
  }

  async #measure(engine: Engine, turn: SpokenTurn, signal: AbortSignal): Promise<TurnResult> {
    this.#audible.length = 0;
    this.#timing = undefined;
    this.#heard = [];
    // Silence until the answer is over, as in a room.
    const microphone = createWavMicrophone(turn.sound, { pacing: 'real-time', trailingSilenceMs: 4000 });
    await engine.converse(this.#noteStart(microphone), signal, 'full-duplex');
    const endOfSpeechMs = this.#originMs + turn.endOfSpeechMs;
    const first = this.#audible[0];
    return {
      id: turn.id,
      said: turn.text,
      heard: this.#heard.join(' '),
      marks: this.#timing ?? {},
      ...(first === undefined ? {} : { firstAudibleMs: Math.round((first - endOfSpeechMs) * 10) / 10 }),
    };
  }

  /** Sample time 0 of the recording on the wall clock. */
  #noteStart(microphone: Microphone): Microphone {
    return {
      frames: (signal) => {
        this.#originMs = nowMs();
        return microphone.frames(signal);
      },
      [Symbol.asyncDispose]: () => microphone[Symbol.asyncDispose](),
    };
  }

  #answered(sound: Sound, startMs: number): void {
    const { startMs: firstAudible, endMs } = audibleSpan(sound);
    if (endMs > 0) this.#audible.push(startMs + firstAudible);
  }
}

function stepTimes(results: readonly TurnResult[]): Record<string, TimeSummary | undefined> {
  const names = new Set(results.flatMap(({ marks }) => Object.keys(marks) as (keyof TurnMarks)[]));
  return Object.fromEntries(
    [...names].map((name) => [name, summarizeTimes(results.flatMap(({ marks }) => marks[name] ?? []))]),
  );
}

function errorRate(results: readonly TurnResult[]): number {
  const counts = results.filter(({ said }) => said !== '').map(({ said, heard }) => countWordErrors(said, heard));
  const errors = counts.reduce((sum, { errors }) => sum + errors, 0);
  const words = counts.reduce((sum, { words }) => sum + words, 0);
  return words === 0 ? 0 : errors / words;
}
