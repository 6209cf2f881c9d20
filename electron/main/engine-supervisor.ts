/**
 * Keeps the engine's process alive. A process that crashed is started again with growing pauses; one that was asked to
 * end is not. Every page that wants the assistant gets a port to whichever process runs.
 */

import type { EngineOrder, TalkOrder } from '../engine-orders.ts';

/** A process of the engine, reduced to what is needed of it. */
export interface EngineProcess<Port> {
  handPort(port: Port): void;
  /** Called exactly once. @param code 0 for a clean end */
  onExit(listener: (code: number) => void): void;
  /** `end` asks it to end in order. */
  order(order: EngineOrder): void;
  kill(): void;
}

export interface EngineSupervisorOptions<Port> {
  readonly start: () => EngineProcess<Port>;
  /** Told of a crash, and how long it takes until the next start. */
  readonly onCrash: (code: number, restartInMs: number) => void;
  readonly after: (delayMs: number, run: () => void) => void;
  readonly nowMs: () => number;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran for this long was well: the next crash is a first one. */
const WELL_AFTER_MS = 60_000;
/** To write what was said, and let go of devices. */
const ENDING_MS = 5000;
/** Pages that wait for a process. */
const MAX_WAITING = 16;

export class EngineSupervisor<Port> {
  readonly #options: EngineSupervisorOptions<Port>;
  #process: EngineProcess<Port> | undefined;
  #waiting: Port[] = [];
  #pauseMs = FIRST_PAUSE_MS;
  #isEnding = false;

  constructor(options: EngineSupervisorOptions<Port>) {
    this.#options = options;
  }

  start(): void {
    const startedAtMs = this.#options.nowMs();
    const process = this.#options.start();
    this.#process = process;
    process.onExit((code) => this.#ended(process, code, startedAtMs));
    for (const port of this.#waiting.splice(0)) process.handPort(port);
  }

  /** Gives a page its end of the line to the assistant, now or when there is one again. */
  connect(port: Port): void {
    if (this.#process === undefined) this.#waiting.push(port);
    else this.#process.handPort(port);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
  }

  /** A process that is gone, or on its way, is told nothing. */
  order(order: TalkOrder): void {
    this.#process?.order(order);
  }

  /** Resolves when the process is gone. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const process = this.#process;
    if (process === undefined) return;
    await new Promise<void>((resolve) => {
      process.onExit(() => resolve());
      process.order('end');
      this.#options.after(ENDING_MS, () => process.kill());
    });
  }

  #ended(process: EngineProcess<Port>, code: number, startedAtMs: number): void {
    if (this.#process === process) this.#process = undefined;
    if (this.#isEnding) return;
    if (this.#options.nowMs() - startedAtMs > WELL_AFTER_MS) this.#pauseMs = FIRST_PAUSE_MS;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    this.#options.onCrash(code, pauseMs);
    this.#options.after(pauseMs, () => {
      if (!this.#isEnding) this.start();
    });
  }
}
