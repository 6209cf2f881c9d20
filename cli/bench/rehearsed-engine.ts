/** The whole engine in a virtual room, with what happened and when, for benches of conversations. */

import type { EngineEvent, EngineEventType } from '../../contract/events.ts';
import {
  createEchoCanceller,
  ECHO_LEVELS,
  type EchoLevel,
  type Engine,
  type EngineOptions,
  prepareRehearsal,
  type RoomRecording,
  type VirtualRoom,
} from '../../engine/engine.ts';

export type RoomKind = 'headphones' | EchoLevel;
export const ROOM_KINDS: readonly RoomKind[] = ['headphones', 'quiet-laptop', 'laptop', 'loud-laptop'];

export type OpenEngineIn = (parts: Omit<EngineOptions, 'dataDir' | 'settings' | 'store'>) => Promise<Engine>;

export interface TimedEvent {
  readonly atMs: number;
  readonly event: EngineEvent;
}

/** How often it is looked whether something has happened, in room time. */
const LOOK_EVERY_MS = 32;
/** A floor that is free for this long stays so. */
const SETTLED_MS = 800;

export class RehearsedEngine implements AsyncDisposable {
  readonly engine: Engine;
  readonly room: VirtualRoom;
  readonly events: TimedEvent[];
  readonly #over: AbortController;
  readonly #going: Promise<unknown>;

  /** @param answer what the language model says to the user's last words. */
  static async open(openEngine: OpenEngineIn, kind: RoomKind, answer: (said: string) => string) {
    const echo = kind === 'headphones' ? undefined : ECHO_LEVELS[kind];
    const { room, engineParts } = prepareRehearsal({
      pace: 'measured',
      echo,
      echoCanceller: echo && createEchoCanceller(),
      answer: (messages) => answer(messages.at(-1)?.text ?? ''),
    });
    const events: TimedEvent[] = [];
    const onEvent = (event: EngineEvent): void => void events.push({ atMs: room.time.nowMs(), event });
    const engine = await openEngine({ ...engineParts, onEvent });
    const over = new AbortController();
    const going = room.run(over.signal);
    await engine.warmUp(over.signal);
    const conversing = engine.converse(room.microphone, over.signal, 'full-duplex').catch(() => undefined);
    return new RehearsedEngine(engine, room, events, over, Promise.all([going, conversing]));
  }

  private constructor(
    engine: Engine,
    room: VirtualRoom,
    events: TimedEvent[],
    over: AbortController,
    going: Promise<unknown>,
  ) {
    this.engine = engine;
    this.room = room;
    this.events = events;
    this.#over = over;
    this.#going = going;
  }

  nowMs(): number {
    return this.room.time.nowMs();
  }

  /** The first event of a type from a time on; undefined when it does not come within `withinMs` of room time. */
  async next<T extends EngineEventType>(type: T, sinceMs: number, withinMs: number): Promise<number | undefined> {
    const untilMs = this.nowMs() + withinMs;
    for (;;) {
      const found = this.events.find(({ atMs, event }) => atMs >= sinceMs && event.type === type);
      if (found !== undefined || this.nowMs() >= untilMs) return found?.atMs;
      await this.room.time.delay(LOOK_EVERY_MS);
    }
  }

  /** Until nobody has had the floor for a while, or `withinMs` have passed. */
  async settled(withinMs: number): Promise<void> {
    const untilMs = this.nowMs() + withinMs;
    while (this.nowMs() < untilMs) {
      const change = this.events.findLast(({ event }) => event.type === 'turn.changed');
      const floor = change?.event.type === 'turn.changed' ? change.event.to : 'listening';
      if (floor === 'listening' && this.nowMs() - (change?.atMs ?? 0) >= SETTLED_MS) return;
      await this.room.time.delay(LOOK_EVERY_MS);
    }
  }

  /** What was heard and what happened since the last call. */
  take(): { readonly recording: RoomRecording; readonly events: readonly TimedEvent[] } {
    return { recording: this.room.takeRecording(), events: this.events.splice(0) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#going;
    await this.engine[Symbol.asyncDispose]();
  }
}
