/**
 * The one owner of the floor: feeds the turn machine and performs its effects.
 *
 * Invariants:
 * 1. Events are handled one at a time, in order; an event posted by an effect waits its turn.
 * 2. Effects are performed without waiting for them; what comes of them returns as an event.
 * 3. Timers run on sample time, so a conversation takes the same course at any speed.
 */

import type { FloorState } from '../../contract/events.ts';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';
import {
  type AbortReason,
  type TimerDue,
  type TimerName,
  type TurnConfig,
  type TurnEffect,
  type TurnEvent,
  type TurnState,
  transition,
} from './turn-machine.ts';

export interface TurnActions {
  beginReply(reply: ReplyId): void;
  commitUserTurn(reply: ReplyId): void;
  abortReply(reply: ReplyId, reason: AbortReason): void;
  duckPlayback(): void;
  holdPlayback(): void;
  restorePlayback(): void;
  floorChanged(from: FloorState, to: FloorState): void;
}

/** One step of the machine, for whoever wants to explain it later. */
export interface TurnStepRecord {
  /** Captured time when the event was handled. */
  readonly at: SampleTime;
  readonly event: TurnEvent;
  readonly from: TurnState;
  readonly to: TurnState;
  readonly effects: readonly TurnEffect[];
}

/** Only effects queue events, and one step has at most five. More than a few steps of them is a circle. */
const MAILBOX_EVENTS = 64;

export class TurnRunner {
  readonly #actions: TurnActions;
  readonly #onStep: ((step: TurnStepRecord) => void) | undefined;
  #config: TurnConfig;
  #now = 0 as SampleTime;
  readonly #mailbox: TurnEvent[] = [];
  readonly #timers = new Map<TimerName, SampleTime>();
  #state: TurnState = { kind: 'asleep' };
  #lastReply = 0;
  #draining = false;

  constructor(actions: TurnActions, config: TurnConfig, onStep?: (step: TurnStepRecord) => void) {
    this.#actions = actions;
    this.#config = config;
    this.#onStep = onStep;
  }

  get state(): TurnState {
    return this.#state;
  }

  /** Handled at once, unless an effect posts it: then after the events before it. */
  post(event: TurnEvent): void {
    if (this.#mailbox.length === MAILBOX_EVENTS) throw new Error('The turn machine posts events to itself for ever.');
    this.#mailbox.push(event);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#mailbox.shift(); next !== undefined; next = this.#mailbox.shift()) this.#handle(next);
    } finally {
      this.#draining = false;
    }
  }

  /** Tells that captured time has reached `now`, and fires the timers that are due. */
  advance(now: SampleTime): void {
    this.#now = now;
    this.#fireDue(now);
  }

  /** Fires the timers that wait, whatever their time: nothing more will be captured. */
  endOfCapture(): void {
    this.#fireDue(Number.MAX_SAFE_INTEGER as SampleTime);
  }

  #fireDue(now: SampleTime): void {
    for (const [timer, dueAt] of this.#timers) {
      if (dueAt > now) continue;
      this.#timers.delete(timer);
      this.post({ type: 'timer-fired', timer });
    }
  }

  #handle(event: TurnEvent): void {
    const from = this.#state;
    const before = from.kind;
    const step = transition(from, event, this.#config, () => ++this.#lastReply as ReplyId);
    this.#state = step.state;
    this.#onStep?.({ at: this.#now, event, from, to: step.state, effects: step.effects });
    // Observers see the new floor before anything that follows from it.
    if (step.state.kind !== before) this.#actions.floorChanged(before, step.state.kind);
    for (const effect of step.effects) this.#perform(effect);
  }

  #perform(effect: TurnEffect): void {
    switch (effect.type) {
      case 'start-timer':
        this.#timers.set(effect.timer, this.#dueAt(effect.due));
        return;
      case 'cancel-timer':
        this.#timers.delete(effect.timer);
        return;
      case 'begin-reply':
        this.#actions.beginReply(effect.reply);
        return;
      case 'commit-user-turn':
        this.#actions.commitUserTurn(effect.reply);
        return;
      case 'abort-reply':
        this.#actions.abortReply(effect.reply, effect.reason);
        return;
      case 'duck-playback':
        this.#actions.duckPlayback();
        return;
      case 'hold-playback':
        this.#actions.holdPlayback();
        return;
      case 'restore-playback':
        this.#actions.restorePlayback();
        return;
    }
  }

  #dueAt(due: TimerDue): SampleTime {
    return 'at' in due ? due.at : ((this.#now + due.inSamples) as SampleTime);
  }
}
