/** The turn machine run on its own: from a recorded standing, on sample time, with nobody to perform its effects. */

import type { ReplyId } from '../../contract/ids.ts';
import { type TurnConfig, type TurnEvent, type TurnState, transition } from '../turn/turn-machine.ts';
import { RunningTimers } from './running-timers.ts';
import type { Standing } from './timeline.ts';

export interface RunStep {
  readonly at: number;
  readonly event: TurnEvent;
  readonly from: TurnState;
  readonly to: TurnState;
  readonly beganReply: boolean;
}

export class MachineRun {
  readonly #config: TurnConfig;
  readonly #timers: RunningTimers;
  #state: TurnState;
  #lastReply: number;

  constructor({ state, timers, repliesBegun }: Standing, config: TurnConfig) {
    this.#config = config;
    this.#state = state;
    this.#timers = new RunningTimers(timers);
    this.#lastReply = repliesBegun;
  }

  get state(): TurnState {
    return this.#state;
  }

  /** The timer that runs out before `now`, if one does; ask again until none is left. */
  advance(now: number): RunStep | undefined {
    const fired = this.#timers.takeDue(now);
    return fired && this.post({ type: 'timer-fired', timer: fired.timer }, fired.at);
  }

  /** Nothing more is captured after `now`: a timer that runs fires at once. */
  endOfCapture(now: number): RunStep | undefined {
    const [running] = this.#timers.running;
    const fired = running && this.#timers.take(running.timer, now);
    return fired && this.post({ type: 'timer-fired', timer: fired.timer }, fired.at);
  }

  post(event: TurnEvent, at: number): RunStep {
    const from = this.#state;
    const { state, effects } = transition(from, event, this.#config, () => ++this.#lastReply as ReplyId);
    this.#state = state;
    this.#timers.apply(effects, at);
    return { at, event, from, to: state, beganReply: effects.some(({ type }) => type === 'begin-reply') };
  }
}
