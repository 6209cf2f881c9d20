/**
 * The time of a virtual room: it flies while nobody works, and waits for whoever does.
 *
 * Invariants:
 * 1. Time moves only inside `advanceTo`, never backwards, and never past an alarm that has not rung.
 * 2. `nominal` work takes exactly the time it is said to take: its results are handed over when they are due, and the
 *    room stands still where they are late. The course of a conversation is then the same on every machine.
 * 3. `measured` work takes as long as it takes: while any is under way, the room goes no faster than the wall clock.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock, type Timekeeper } from '../base/clock.ts';
import type { MeteredWork, WorkMeter } from '../base/work-meter.ts';

export type WorkPace = 'nominal' | 'measured';

interface Alarm {
  readonly dueMs: number;
  readonly ring: () => void;
}

/** Turns of the event loop after which whatever could go on has gone on. */
const TURNS_TO_SETTLE = 2;

export class RoomTime implements Timekeeper, WorkMeter {
  readonly #pace: WorkPace;
  #nowMs = 0;
  /** In order of their times. */
  readonly #alarms: Alarm[] = [];
  /** Works with a piece still to come, and when it is due. */
  readonly #awaited = new Map<object, number>();
  #wake: () => void = () => undefined;
  /** While time follows the wall clock: since when on that clock, and how far it may go. */
  #following: { readonly sinceMs: number; readonly toMs: number } | undefined;

  constructor(pace: WorkPace) {
    this.#pace = pace;
  }

  nowMs(): number {
    if (this.#following === undefined) return this.#nowMs;
    const { sinceMs, toMs } = this.#following;
    return Math.min(toMs, this.#nowMs + systemClock.nowMs() - sinceMs);
  }

  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.#alarm(this.nowMs() + Math.max(0, ms), resolve));
  }

  begin(costMs: number): MeteredWork {
    const work = {};
    let dueMs = this.nowMs() + costMs;
    const wakeUp = (): void => this.#wake();
    const hand = (piece: () => void): void => {
      if (this.#pace === 'measured') piece();
      else this.#alarm(Math.max(dueMs, this.#nowMs), piece);
    };
    const isOpen = (): boolean => this.#awaited.has(work);
    this.#awaited.set(work, dueMs);
    wakeUp();
    return {
      deliver: (piece, nextMs) => {
        if (!isOpen()) return;
        hand(piece);
        dueMs = Math.max(dueMs, this.#nowMs) + nextMs;
        this.#awaited.set(work, dueMs);
        wakeUp();
      },
      finish: (piece) => {
        if (!isOpen()) return;
        this.#awaited.delete(work);
        hand(piece);
        wakeUp();
      },
      drop: () => {
        this.#awaited.delete(work);
        wakeUp();
      },
    };
  }

  /** Lets everything happen up to `timeMs`. One caller at a time. */
  async advanceTo(timeMs: number): Promise<void> {
    for (;;) {
      await this.#settled();
      const alarm = this.#alarms[0];
      const nextMs = Math.max(this.#nowMs, Math.min(timeMs, alarm?.dueMs ?? timeMs));
      const isThere = this.#pace === 'nominal' ? await this.#allDelivered(nextMs) : await this.#follow(nextMs);
      // What came meanwhile may ring earlier.
      if (!isThere) continue;
      this.#nowMs = nextMs;
      if (alarm === undefined || alarm.dueMs > nextMs) return;
      this.#alarms.shift();
      alarm.ring();
    }
  }

  /** Whether all work due by `timeMs` is done; else resolves to false when some of it came, or other work began. */
  async #allDelivered(timeMs: number): Promise<boolean> {
    if (![...this.#awaited.values()].some((dueMs) => dueMs <= timeMs)) return true;
    await this.#woken();
    return false;
  }

  /** Goes towards `timeMs` at the pace of the wall clock, for as long as there is work. */
  async #follow(timeMs: number): Promise<boolean> {
    if (this.#awaited.size === 0) return true;
    if (timeMs - this.#nowMs < 0.5) return true;
    this.#following = { sinceMs: systemClock.nowMs(), toMs: timeMs };
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeMs - this.#nowMs);
    });
    await Promise.race([passed, this.#woken()]);
    clearTimeout(timer);
    const nowMs = this.nowMs();
    this.#following = undefined;
    this.#nowMs = nowMs;
    return this.#nowMs >= timeMs - 0.5;
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #alarm(dueMs: number, ring: () => void): void {
    const later = this.#alarms.findIndex((alarm) => alarm.dueMs > dueMs);
    this.#alarms.splice(later < 0 ? this.#alarms.length : later, 0, { dueMs, ring });
    this.#wake();
  }

  async #settled(): Promise<void> {
    for (let turn = 0; turn < TURNS_TO_SETTLE; turn++) await nextTurn();
  }
}
