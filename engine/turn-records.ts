/**
 * What outlives a turn besides its words: why it went the way it did and, where the user keeps it, its sound.
 *
 * Written while nobody has the floor: a write waits for the disk, and everything else in this process with it.
 */

import type { EngineEvent } from '../contract/events.ts';
import { SottoFault, toFault } from '../contract/faults.ts';
import type { FloorState } from '../contract/floor.ts';
import type { ConversationId, TurnId } from '../contract/ids.ts';
import type { TraceSettings } from '../contract/trace.ts';
import type { Sound } from './audio/audio-frame.ts';
import type { KeptAudio } from './storage/kept-audio.ts';
import type { TraceStore } from './storage/trace-store.ts';
import { EventLoopLagMeter } from './telemetry/event-loop-lag.ts';
import { TurnTracer } from './telemetry/turn-tracer.ts';
import type { TurnConfig } from './turn/turn-machine.ts';

export interface TurnRecordsOptions {
  readonly settings: TraceSettings;
  readonly config: TurnConfig;
  readonly conversationId: ConversationId | undefined;
  /** Absent for conversations of which nothing is kept. */
  readonly traces: TraceStore | undefined;
  /** Absent unless the user keeps audio. */
  readonly audio: Pick<KeptAudio, 'keep'> | undefined;
  readonly onEvent: (event: EngineEvent) => void;
}

/** Records that wait for a quiet moment, or for the conversation to have an id: it gets one with its first words. */
const MAX_WAITING = 32;

type Write = (id: ConversationId) => Promise<void>;

export class TurnRecords {
  readonly tracer: TurnTracer;
  readonly #options: TurnRecordsOptions;
  #conversationId: ConversationId | undefined;
  #waiting: Write[] = [];
  #writing: Promise<void> = Promise.resolve();
  #floor: FloorState = 'asleep';

  constructor(options: TurnRecordsOptions) {
    this.#options = options;
    this.#conversationId = options.conversationId;
    this.tracer = new TurnTracer({
      settings: options.settings,
      config: options.config,
      lag: new EventLoopLagMeter(),
      nowMs: Date.now,
      onTrace: (trace) => {
        options.onEvent({ type: 'turn.traced', trace });
        const { traces } = options;
        if (traces !== undefined) this.#write((id) => traces.keepTrace(id, trace));
      },
    });
  }

  /** Everything the engine tells comes through here. */
  event(event: EngineEvent): void {
    this.#options.onEvent(event);
    this.tracer.event(event);
    if (event.type === 'conversation.opened') this.#conversationId = event.conversationId as ConversationId;
    if (event.type === 'turn.changed') this.#floor = event.to;
    if (this.#floor === 'listening' || this.#floor === 'asleep') this.#writeWaiting();
  }

  /** What is told from now on belongs to another conversation; without an id, to one that is yet to begin. */
  async switchTo(id: ConversationId | undefined): Promise<void> {
    await this.kept();
    this.#conversationId = id;
  }

  keepSound(turnId: TurnId, speaker: 'user' | 'assistant', sound: Sound): void {
    const { audio } = this.#options;
    const name = `${String(turnId).padStart(5, '0')}-${speaker}`;
    if (audio !== undefined) this.#write((id) => audio.keep(id, name, sound));
  }

  /** Resolves when everything there is has been written. */
  async kept(): Promise<void> {
    this.tracer.flush();
    this.#writeWaiting();
    await this.#writing;
  }

  #write(write: Write): void {
    this.#waiting.push(write);
    const isQuiet = this.#floor === 'listening' || this.#floor === 'asleep';
    if (isQuiet || this.#waiting.length === MAX_WAITING) this.#writeWaiting();
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
  }

  #writeWaiting(): void {
    const id = this.#conversationId;
    if (id === undefined) return;
    for (const write of this.#waiting.splice(0)) {
      this.#writing = this.#writing.then(() => write(id)).catch((error: unknown) => this.#raise(error));
    }
  }

  #raise(error: unknown): void {
    // While the disk takes nothing the conversation itself is only in memory, and whoever keeps it has said so.
    if (error instanceof SottoFault && error.code === 'bad-params') return;
    this.#options.onEvent({ type: 'fault.raised', fault: toFault(error) });
  }
}
