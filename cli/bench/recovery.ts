/** Kills each worker in the middle of turns, and counts what came of those turns. */

import type { EngineEvent, EngineEventType } from '../../contract/events.ts';
import { createWavMicrophone, type Engine, type Sound } from '../../engine/engine.ts';
import { summarizeTimes, type TimeSummary } from './statistics.ts';

/** The event at which a worker is in the middle of its work. */
const STRIKE_AT: Readonly<Record<string, EngineEventType>> = {
  stt: 'speech.paused',
  turn: 'speech.paused',
  llm: 'reply.delta',
  tts: 'reply.started',
};

export interface WorkerRecovery {
  readonly kills: number;
  /** Turns that were heard right and answered in full all the same. */
  readonly recoveries: number;
  readonly lostTurns: number;
  /** From the kill to the end of the answer. */
  readonly killToAnswer: TimeSummary | undefined;
}

export interface RecoveryResult {
  readonly type: 'bench.recovery';
  readonly signal: NodeJS.Signals;
  readonly workers: Readonly<Record<string, WorkerRecovery>>;
}

export interface Question {
  readonly sound: Sound;
  /** A word that the transcript must hold. */
  readonly mustHear: RegExp;
}

export class RecoveryBench {
  #onEvent: (event: EngineEvent) => void = () => undefined;

  onEvent(event: EngineEvent): void {
    this.#onEvent(event);
  }

  async run(
    engine: Engine,
    question: Question,
    options: { readonly rounds: number; readonly killWith: NodeJS.Signals; readonly signal: AbortSignal },
    onRound: (line: string) => void,
  ): Promise<RecoveryResult> {
    const workers: Record<string, WorkerRecovery> = {};
    for (const [worker, strikeAt] of Object.entries(STRIKE_AT)) {
      const times: number[] = [];
      let kills = 0;
      let recoveries = 0;
      for (let round = 0; round < options.rounds; round++) {
        await engine.warmUp(options.signal);
        const turn = new StruckTurn(engine, worker, strikeAt, options.killWith);
        this.#onEvent = (event) => turn.onEvent(event);
        const microphone = createWavMicrophone(question.sound, { pacing: 'fast', trailingSilenceMs: 2500 });
        await engine.converse(microphone, options.signal, 'half-duplex');
        kills += turn.struck ? 1 : 0;
        if (turn.struck && turn.isWhole(question.mustHear)) {
          recoveries += 1;
          times.push(turn.killToAnswerMs);
        }
        onRound(`${worker} ${round + 1}/${options.rounds}: ${turn.summary()}`);
      }
      workers[worker] = { kills, recoveries, lostTurns: kills - recoveries, killToAnswer: summarizeTimes(times) };
    }
    return { type: 'bench.recovery', signal: options.killWith, workers };
  }
}

/** One turn, in which a worker is struck once. */
class StruckTurn {
  readonly #engine: Engine;
  readonly #worker: string;
  readonly #strikeAt: EngineEventType;
  readonly #signal: NodeJS.Signals;
  #struckAtMs: number | undefined;
  #answeredAtMs: number | undefined;
  #heard = '';
  #answer = '';
  #heardSamples = 0;
  #faults: string[] = [];

  constructor(engine: Engine, worker: string, strikeAt: EngineEventType, signal: NodeJS.Signals) {
    this.#engine = engine;
    this.#worker = worker;
    this.#strikeAt = strikeAt;
    this.#signal = signal;
  }

  get struck(): boolean {
    return this.#struckAtMs !== undefined;
  }

  get killToAnswerMs(): number {
    return (this.#answeredAtMs ?? Number.NaN) - (this.#struckAtMs ?? Number.NaN);
  }

  onEvent(event: EngineEvent): void {
    if (event.type === this.#strikeAt && !this.struck) this.#strike();
    if (event.type === 'transcript.final') this.#heard = event.text;
    if (event.type === 'reply.completed' && event.reason !== 'interrupted') this.#answer = event.text;
    if (event.type === 'fault.raised') this.#faults.push(event.fault.code);
    if (event.type === 'playback.finished') {
      this.#heardSamples = event.heardSamples;
      this.#answeredAtMs = performance.now();
    }
  }

  isWhole(mustHear: RegExp): boolean {
    return mustHear.test(this.#heard) && this.#answer !== '' && this.#heardSamples > 0;
  }

  summary(): string {
    const faults = this.#faults.length === 0 ? '' : `, faults: ${this.#faults.join(' ')}`;
    return `${this.struck ? 'killed' : 'not killed'}, heard “${this.#heard}”, ${this.#answer.length} characters answered${faults}`;
  }

  #strike(): void {
    const pid = this.#engine.workerPids[this.#worker];
    if (pid === undefined) return;
    this.#struckAtMs = performance.now();
    process.kill(pid, this.#signal);
  }
}
