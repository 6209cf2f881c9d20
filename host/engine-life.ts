/**
 * The engine through its life: starting, ready, without models, failed, and made anew when what it stands on changes.
 *
 * Invariants:
 * 1. One engine at a time; changes queue, and of those that wait only the last is done.
 * 2. Whoever waits for it is told why it does not come.
 */

import type { Phase } from '../contract/assistant.ts';
import type { EngineEvent } from '../contract/events.ts';
import { type Fault, SottoFault, toFault } from '../contract/faults.ts';
import type { ConversationId } from '../contract/ids.ts';
import type { Settings } from '../contract/settings.ts';
import type { ConversationStore, DeviceNotice, DuplexAudio, Engine, EngineOptions } from '../engine/engine.ts';

export interface EngineParts {
  readonly createEngine: (options: EngineOptions) => Promise<Engine>;
  readonly openAudio: (devices: Settings['devices'], tell: (notice: DeviceNotice) => void) => Promise<DuplexAudio>;
}

export interface EngineLifeOptions extends EngineParts {
  readonly dataDir: string;
  /** What an engine that begins now is made of. */
  readonly circumstances: () => {
    readonly settings: Settings;
    readonly conversationId: ConversationId | undefined;
    readonly isMuted: boolean;
    readonly store: ConversationStore;
    readonly records: Pick<
      EngineOptions,
      'traces' | 'audio' | 'toolRecords' | 'knowledge' | 'ringsTimers' | 'changeSettings' | 'personas'
    >;
  };
  readonly onEvent: (event: EngineEvent) => void;
  readonly onPhase: (phase: Phase, fault?: Fault) => void;
  readonly onModels: (modelIds: Readonly<Record<string, string>>) => void;
}

interface Running {
  readonly engine: Engine;
  readonly audio: DuplexAudio | undefined;
  readonly end: AbortController;
  conversing: Promise<void>;
}

/** Without these the user has something to install or choose, and nothing is broken. */
const NEEDS_MODELS: ReadonlySet<string> = new Set(['model-missing', 'model-unknown']);

export class EngineLife implements AsyncDisposable {
  readonly #options: EngineLifeOptions;
  #running: Running | undefined;
  #work: Promise<void> = Promise.resolve();
  #begun = 0;
  #fault: SottoFault | undefined;
  #isClosed = false;

  constructor(options: EngineLifeOptions) {
    this.#options = options;
  }

  /** Makes the engine, or makes it anew. Never rejects: how it went is told. */
  renew(): Promise<void> {
    const number = ++this.#begun;
    this.#work = this.#work.then(async () => {
      if (number === this.#begun && !this.#isClosed) await this.#replace();
    });
    return this.#work;
  }

  /** Ends the engine, until `renew`. */
  rest(): Promise<void> {
    this.#begun += 1;
    this.#work = this.#work.then(() => this.#endRunning());
    return this.#work;
  }

  /** Waits for an engine that is on its way. @throws why there is none. */
  async engine(): Promise<Engine> {
    await this.#work;
    if (this.#running !== undefined) return this.#running.engine;
    throw this.#fault ?? new SottoFault('engine-gone', 'The assistant is closing.', { retryable: true });
  }

  /** Where there is one now. */
  get current(): { readonly engine: Engine; readonly audio: DuplexAudio | undefined } | undefined {
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#work;
    await this.#endRunning();
  }

  async #replace(): Promise<void> {
    this.#options.onPhase('starting');
    await this.#endRunning();
    this.#fault = undefined;
    try {
      this.#running = await this.#begin();
      this.#options.onModels(this.#running.engine.modelIds);
      this.#options.onPhase('ready');
    } catch (error) {
      const fault = toFault(error);
      this.#fault = new SottoFault(fault.code, fault.message, { stage: fault.stage, retryable: fault.retryable });
      this.#options.onPhase(NEEDS_MODELS.has(fault.code) ? 'needs-models' : 'failed', fault);
    }
  }

  async #begin(): Promise<Running> {
    const { dataDir, circumstances, createEngine, onEvent } = this.#options;
    const { settings, conversationId, isMuted, store, records } = circumstances();
    let engine: Engine | undefined;
    const audio = await this.#openAudio(settings, (notice) => {
      if (engine === undefined) onEvent(notice);
      else engine.notice(notice);
    });
    try {
      engine = await createEngine({
        dataDir,
        settings,
        store,
        ...records,
        openSpeaker: audio?.openSpeaker,
        onEvent,
        ...(conversationId === undefined ? {} : { conversationId }),
      });
      const end = new AbortController();
      await engine.warmUp(end.signal);
      const running: Running = { engine, audio, end, conversing: Promise.resolve() };
      if (audio !== undefined) {
        if (isMuted) {
          engine.setMuted(true);
          await audio.mute();
        }
        running.conversing = this.#converse(engine, audio, end.signal);
      }
      return running;
    } catch (error) {
      await engine?.[Symbol.asyncDispose]();
      await audio?.[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Without devices there is an assistant to read and write with. */
  async #openAudio({ devices }: Settings, tell: (notice: DeviceNotice) => void): Promise<DuplexAudio | undefined> {
    try {
      return await this.#options.openAudio(devices, tell);
    } catch (error) {
      const { message } = toFault(error);
      for (const direction of ['input', 'output'] as const) {
        this.#options.onEvent({ type: 'device.changed', direction, state: 'lost', message });
      }
      return undefined;
    }
  }

  async #converse(engine: Engine, audio: DuplexAudio, signal: AbortSignal): Promise<void> {
    try {
      await engine.converse(audio.microphone, signal, 'full-duplex');
    } catch (error) {
      if (!signal.aborted) this.#options.onEvent({ type: 'fault.raised', fault: toFault(error) });
    }
  }

  async #endRunning(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.end.abort();
    await running.engine[Symbol.asyncDispose]();
    await running.conversing;
    await running.audio?.[Symbol.asyncDispose]();
  }
}
