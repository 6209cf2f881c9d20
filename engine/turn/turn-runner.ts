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
  restorePlayback(): void;
  floorChanged(from: FloorState, to: FloorState): void;
}

/** Only effects queue events, and one step has at most five. More than a few steps of them is a circle. */
const MAILBOX_EVENTS = 64;

export class TurnRunner {
  readonly #actions: TurnActions;
  readonly #config: TurnConfig;
  readonly #mailbox: TurnEvent[] = [];
  readonly #timers = new Map<TimerName, SampleTime>();
  #state: TurnState = { kind: 'asleep' };
  #lastReply = 0;
  #draining = false;

  constructor(actions: TurnActions, config: TurnConfig) {
    this.#actions = actions;
    this.#config = config;
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
    for (const [timer, dueAt] of this.#timers) {
      if (dueAt > now) continue;
      this.#timers.delete(timer);
      this.post({ type: 'timer-fired', timer });
    }
  }

  /** Fires the timers that wait, whatever their time: nothing more will be captured. */
  endOfCapture(): void {
    this.advance(Number.MAX_SAFE_INTEGER as SampleTime);
  }

  #handle(event: TurnEvent): void {
    const before = this.#state.kind;
    const step = transition(this.#state, event, this.#config, () => ++this.#lastReply as ReplyId);
    this.#state = step.state;
    // Observers see the new floor before anything that follows from it.
    if (step.state.kind !== before) this.#actions.floorChanged(before, step.state.kind);
    for (const effect of step.effects) this.#perform(effect);
  }

  #perform(effect: TurnEffect): void {
    switch (effect.type) {
      case 'start-timer':
        this.#timers.set(effect.timer, effect.dueAt);
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
      case 'restore-playback':
        this.#actions.restorePlayback();
        return;
    }
  }
}
