/** Brings the steps of a scenario about: each at its time, or once the moment it waits for has come. */

import type { VirtualRoom } from '../../../engine/devices/virtual-room.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Moment } from './moment.ts';
import type { Action, Scenario, Step } from './scenario.ts';
import { audibleSpan, type PlacedStep, type TimedEvent } from './timeline.ts';

/** Without a time, the first step comes so long after the start, and others after the reply before them. */
const FIRST_STEP_MS = 500;
const AFTER_REPLY_MS = 700;
/** When nobody has had the floor for so long, and nothing is to come, the scenario is over. */
const OVER_AFTER_MS = 2000;
const LOOK_EVERY_MS = 100;

export class Director {
  readonly #scenario: Scenario;
  readonly #clips: readonly (Float32Array | undefined)[];
  readonly #room: VirtualRoom;
  readonly #events: TimedEvent[] = [];
  readonly placed: (PlacedStep | undefined)[];
  #engine: Engine | undefined;
  #lastChangeMs = 0;
  #floor = 'listening';

  constructor(scenario: Scenario, clips: readonly (Float32Array | undefined)[], room: VirtualRoom) {
    this.#scenario = scenario;
    this.#clips = clips;
    this.#room = room;
    this.placed = scenario.steps.map(() => undefined);
  }

  onEvent(timed: TimedEvent): void {
    this.#events.push(timed);
    if (timed.event.type === 'turn.changed') {
      this.#lastChangeMs = timed.atMs;
      this.#floor = timed.event.to;
    }
    this.#placeWhatCan();
  }

  /** Resolves when the scenario is over. */
  async direct(engine: Engine): Promise<void> {
    this.#engine = engine;
    this.#placeWhatCan();
    const { time } = this.#room;
    while (time.nowMs() < this.#scenario.lasts && !this.#isOver()) await time.delay(LOOK_EVERY_MS);
  }

  #isOver(): boolean {
    if (this.placed.includes(undefined)) return false;
    const lastStepMs = Math.max(...this.placed.map((step) => step?.endMs ?? 0));
    const sinceMs = this.#room.time.nowMs() - Math.max(lastStepMs, this.#lastChangeMs);
    return ['listening', 'asleep'].includes(this.#floor) && sinceMs >= OVER_AFTER_MS;
  }

  #placeWhatCan(): void {
    if (this.#engine === undefined) return;
    for (const [index, step] of this.#scenario.steps.entries()) {
      if (this.placed[index] !== undefined) continue;
      const atMs = this.#timeFor(step, index);
      if (atMs !== undefined) this.#place(step, index, Math.max(atMs, this.#room.time.nowMs()));
    }
  }

  #timeFor({ at, after }: Step, index: number): number | undefined {
    if (at !== undefined) return at;
    if (after === undefined && index === 0) return FIRST_STEP_MS;
    const previous = this.placed[index - 1];
    if (index > 0 && previous === undefined) return undefined;
    const moment: Moment = after ?? { of: 'reply', number: undefined, edge: 'ended', offsetMs: AFTER_REPLY_MS };
    const timeMs = this.#timeOf(moment, previous?.startMs ?? 0);
    return timeMs === undefined ? undefined : timeMs + moment.offsetMs;
  }

  /** As far as it is known by now. */
  #timeOf({ of, number, edge }: Moment, sinceMs: number): number | undefined {
    if (of === 'listening') {
      return this.#find(sinceMs, (event) => event.type === 'turn.changed' && event.to === 'listening');
    }
    if (of !== 'reply') {
      const step = this.placed[this.#scenario.steps.findIndex(({ as }) => as === of)];
      return edge === 'started' ? step?.startMs : step?.endMs;
    }
    const replies = this.#events.flatMap(({ event }) => (event.type === 'reply.started' ? [event.replyId] : []));
    const wanted = number === undefined ? replies : replies.slice(number - 1, number);
    const since = number === undefined ? sinceMs : 0;
    return this.#find(since, (event) => {
      if (!('replyId' in event) || !wanted.includes(event.replyId)) return false;
      if (edge === 'started') return event.type === 'playback.started';
      return event.type === 'playback.finished' || event.type === 'playback.stopped';
    });
  }

  #find(sinceMs: number, matches: (event: TimedEvent['event']) => boolean): number | undefined {
    return this.#events.find(({ atMs, event }) => atMs >= sinceMs && matches(event))?.atMs;
  }

  #place(step: Step, index: number, atMs: number): void {
    const clip = this.#clips[index];
    if (clip === undefined) {
      this.placed[index] = { name: step.as, startMs: atMs, endMs: atMs };
      void this.#room.time.delay(atMs - this.#room.time.nowMs()).then(() => this.#perform(step));
      return;
    }
    this.#room.place('others' in step || 'sound' in step ? 'others' : 'user', clip, atMs);
    const [first = 0, last = 0] = audibleSpan(clip, 0, Infinity);
    this.placed[index] = { name: step.as, startMs: atMs + first, endMs: atMs + last };
  }

  #perform(step: Step): void {
    if ('types' in step) void this.#engine?.submit(step.types, new AbortController().signal).catch(() => undefined);
    if ('does' in step) this.#act(step.does);
  }

  #act(action: Action): void {
    const engine = this.#engine;
    switch (action) {
      case 'mute':
      case 'unmute':
        engine?.setMuted(action === 'mute');
        break;
      case 'press':
        engine?.press();
        break;
      case 'release':
        engine?.release();
        break;
      case 'stop':
        engine?.stop();
        break;
      case 'unplug microphone':
        this.#room.microphone.unplug();
        break;
      case 'unplug loudspeaker':
        this.#room.unplugSpeaker();
        break;
    }
  }
}
