/** When the timers of the turn machine are due, seen from outside: from what it asked for. */

import type { TimerName, TurnEffect } from '../turn/turn-machine.ts';

/** A timer that was started for a point in the past fires when captured time goes on. */
export interface RunningTimer {
  readonly timer: TimerName;
  readonly startedAt: number;
  readonly dueAt: number;
}

export class RunningTimers {
  readonly #started = new Map<TimerName, RunningTimer>();

  constructor(running: readonly RunningTimer[] = []) {
    for (const started of running) this.#started.set(started.timer, started);
  }

  get running(): readonly RunningTimer[] {
    return [...this.#started.values()];
  }

  /** @param now captured time of the step. */
  apply(effects: readonly TurnEffect[], now: number): void {
    for (const effect of effects) {
      if (effect.type === 'cancel-timer') this.#started.delete(effect.timer);
      if (effect.type !== 'start-timer') continue;
      const dueAt = 'at' in effect.due ? effect.due.at : now + effect.due.inSamples;
      this.#started.set(effect.timer, { timer: effect.timer, startedAt: now, dueAt });
    }
  }

  /** Takes the timer that fires before captured time has come to `now`. @returns it, and the time at which it ran out. */
  takeDue(now: number): { readonly timer: TimerName; readonly at: number } | undefined {
    for (const started of this.#started.values()) {
      if (started.dueAt <= now && started.startedAt < now) return this.take(started.timer, now);
    }
    return undefined;
  }

  /** Takes a timer that fires at `now`, due or not: with the end of a recording all do. */
  take(timer: TimerName, now: number): { readonly timer: TimerName; readonly at: number } | undefined {
    const started = this.#started.get(timer);
    if (started === undefined) return undefined;
    this.#started.delete(timer);
    return { timer, at: Math.min(now, Math.max(started.dueAt, started.startedAt)) };
  }
}
