/**
 * Keeps one worker process alive.
 *
 * Invariants:
 * 1. When the worker dies, every pending call fails at once with `worker-crashed` or `worker-hung`, both retryable.
 * 2. A call made while the worker restarts waits for it; the model is loaded again first.
 * 3. A worker that does not answer pings while calls are pending is killed, because stopped looks like busy from outside.
 * 4. Three ends in a row without one successful call in between: the supervisor gives up, and calls fail.
 * 5. A model that refuses to load for a lasting reason is not tried again; calls fail with that reason.
 */

import { SottoFault, type Stage } from '../../contract/faults.ts';
import {
  type CallClient,
  type CallMap,
  type CallOptions,
  connectCalls,
  type Packet,
  type Wire,
} from '../../contract/rpc.ts';
import { abortable } from '../base/abortable.ts';
import type { StartWorker, WorkerEnd, WorkerProcess } from './worker-process.ts';

/** Every worker is told what to load before anything else. */
export type LoadCall<P> = { load: { params: P; result: null } };

export interface SupervisorOptions<P> {
  /** Name for events: `stt`, `llm`, `tts`, `turn`. */
  readonly name: string;
  readonly stage: Stage;
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly loadParams: P;
  readonly start: StartWorker;
  readonly onRestart?: (reason: 'crashed' | 'hung', restarts: number) => void;
  /** Longest silence to a ping before a busy worker counts as hung. */
  readonly hungAfterMs?: number;
  /** Longest time a model may take to load. */
  readonly loadWithinMs?: number;
}

const PING_EVERY_MS = 1000;
const GIVE_UP_AFTER = 3;
const RESTART_DELAYS_MS = [0, 0, 1000];

interface Running {
  readonly process: WorkerProcess;
  readonly client: CallClient<never>;
  /** Rejects when loading failed; calls wait on it. */
  readonly loaded: Promise<void>;
}

export class WorkerSupervisor<C extends CallMap<C>, P> implements AsyncDisposable {
  readonly #options: SupervisorOptions<P>;
  #running: Running | undefined;
  #hung = false;
  #closed = false;
  #restarts = 0;
  #endsInARow = 0;
  #lastEnd = '';
  #lastingFault: SottoFault | undefined;
  #inFlight = 0;
  #pinging: NodeJS.Timeout | undefined;
  #lastPongAt = 0;

  constructor(options: SupervisorOptions<P>) {
    this.#options = options;
  }

  get loadParams(): P {
    return this.#options.loadParams;
  }

  get pid(): number | undefined {
    return this.#running?.process.pid;
  }

  /** Starts the worker and loads its model; rejects when that fails. */
  async ready(): Promise<void> {
    await this.#worker().loaded;
  }

  async call<N extends keyof C & string>(
    name: N,
    params: C[N]['params'],
    options: CallOptions<unknown> = {},
  ): Promise<C[N]['result']> {
    const worker = this.#worker();
    await abortable(worker.loaded, options.signal);
    this.#startPinging(worker.process);
    try {
      const client = worker.client as unknown as CallClient<Record<string, { params: unknown; result: unknown }>>;
      const result = await client.call(name, params, options as CallOptions<never>);
      this.#endsInARow = 0;
      return result as C[N]['result'];
    } finally {
      this.#stopPinging();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const running = this.#running;
    if (running === undefined) return;
    const ended = new Promise<void>((resolve) => running.process.onEnd(() => resolve()));
    running.process.kill();
    await ended;
  }

  #worker(): Running {
    if (this.#closed) throw new SottoFault('worker-unavailable', `The ${this.#options.name} worker is closed.`);
    if (this.#lastingFault !== undefined) throw this.#lastingFault;
    if (this.#running !== undefined) return this.#running;
    if (this.#endsInARow >= GIVE_UP_AFTER) {
      throw new SottoFault(
        'worker-unavailable',
        `The ${this.#options.name} worker ended ${GIVE_UP_AFTER} times in a row (${this.#lastEnd}) and is not started ` +
          'again. Choose another model, or run "sotto doctor".',
        { stage: this.#options.stage },
      );
    }
    this.#running = this.#start(RESTART_DELAYS_MS[this.#endsInARow] ?? 0);
    return this.#running;
  }

  #start(delayMs: number): Running {
    const { file, env, start, stage, name } = this.#options;
    const process = start({ file, env: env ?? {} });
    this.#hung = false;
    const client = connectCalls<never>(processWire(process), () => {
      const [code, what] = this.#hung
        ? (['worker-hung', 'stopped answering'] as const)
        : (['worker-crashed', 'ended'] as const);
      return new SottoFault(code, `The ${name} worker ${what} while it was needed.`, { stage, retryable: true });
    });
    const running: Running = { process, client, loaded: this.#load(client, delayMs) };
    // Whoever calls sees the rejection; without a caller it must not end the engine.
    running.loaded.catch(() => undefined);
    process.onEnd((end) => this.#ended(running, end));
    process.onMessage((message) => {
      if (message === 'pong') this.#lastPongAt = performance.now();
    });
    return running;
  }

  async #load(client: CallClient<never>, delayMs: number): Promise<void> {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const within = this.#options.loadWithinMs ?? 180_000;
    const timer = setTimeout(() => this.#kill('hung'), within);
    try {
      await (client as unknown as CallClient<LoadCall<P>>).call('load', this.#options.loadParams);
    } catch (error) {
      if (error instanceof SottoFault && !error.retryable) {
        this.#lastingFault = error;
        this.#kill('crashed');
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #ended(running: Running, end: WorkerEnd): void {
    if (this.#running === running) this.#running = undefined;
    if (this.#closed || this.#lastingFault !== undefined) return;
    this.#endsInARow += 1;
    this.#lastEnd = end.kind === 'crashed' ? end.detail : 'exit';
    this.#restarts += 1;
    this.#options.onRestart?.(this.#hung ? 'hung' : 'crashed', this.#restarts);
    // Loading takes seconds: begin now, so that the retry finds a warm worker.
    if (this.#endsInARow < GIVE_UP_AFTER) this.#worker();
  }

  #kill(reason: 'hung' | 'crashed'): void {
    this.#hung = reason === 'hung';
    this.#running?.process.kill();
  }

  #startPinging(process: WorkerProcess): void {
    this.#inFlight += 1;
    if (this.#pinging !== undefined) return;
    this.#lastPongAt = performance.now();
    const hungAfterMs = this.#options.hungAfterMs ?? 5000;
    let lastTickAt = performance.now();
    process.post('ping');
    this.#pinging = setInterval(() => {
      const now = performance.now();
      // After a machine's sleep, or a stall of this process, the silence says nothing about the worker.
      if (now - lastTickAt > 3 * PING_EVERY_MS) this.#lastPongAt = now;
      lastTickAt = now;
      if (now - this.#lastPongAt > hungAfterMs) return this.#kill('hung');
      this.#running?.process.post('ping');
    }, PING_EVERY_MS);
    this.#pinging.unref();
  }

  #stopPinging(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    clearInterval(this.#pinging);
    this.#pinging = undefined;
  }
}

function processWire(process: WorkerProcess): Wire {
  return {
    post: (packet) => process.post(packet),
    onPacket: (listener) => process.onMessage((message) => message !== 'pong' && listener(message as Packet)),
    onClose: (listener) => process.onEnd(() => listener()),
  };
}
