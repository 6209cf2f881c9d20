/**
 * Rings for timers, alarms and reminders whose time has come, and tells of those that came while nothing ran.
 *
 * Invariants:
 * 1. What is due is gone from the records, or moved to its next time, before it rings: it is told once.
 * 2. Times on the wall follow the clock of this machine. Spans do not: when the clock is set, they stay as long as they were.
 * 3. An alarm goes on until somebody stops it, for a while.
 */

import { type Alarm, alarmsIn } from './built-in/alarms.ts';
import { forYou, type Reminder, remindersIn } from './built-in/reminders.ts';
import { type Timer, timersIn } from './built-in/timers.ts';
import { keep } from './kept-records.ts';
import type { RouterLanguage } from './router/number-words.ts';
import { lastRung, noteRung, type Rung } from './rung.ts';
import { saidDuration } from './said-duration.ts';
import { saidDay, saidTime } from './said-moment.ts';
import type { ToolRecords } from './tool-records.ts';
import { type Due, dueMs, nextTime } from './wall-clock.ts';

const LOOK_EVERY_MS = 500;
/** Later than that it was missed, and how late it is must be said. */
const LATE_MS = 120_000;
const ALARM_TIMES = 10;
const RING_AGAIN_MS = 15_000;
/** Clocks that are kept right are moved by less, often. */
const CLOCK_SET_MS = 2000;

export interface AlarmClockOptions {
  readonly records: ToolRecords;
  readonly nowMs: () => number;
  /** Goes on while the machine sleeps, whatever its clock is set to. */
  readonly upMs: () => number;
  /** Rings, and says the sentence. One at a time. */
  readonly ring: (sentence: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

interface DueNow {
  readonly kind: Rung['kind'];
  readonly label: string;
  readonly language: RouterLanguage;
  readonly lateMs: number;
  readonly sentence: string;
  /** Takes it from the records, or moves it on. */
  readonly settle: () => Promise<void>;
}

export class AlarmClock implements Disposable {
  readonly #options: AlarmClockOptions;
  readonly #looking: NodeJS.Timeout;
  #isRinging = false;
  /** What the clock shows beyond the time that passed. */
  #aheadMs: number;

  constructor(options: AlarmClockOptions) {
    this.#options = options;
    this.#aheadMs = options.nowMs() - options.upMs();
    this.#looking = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#looking.unref();
  }

  /** Rings for what is due. */
  async look(): Promise<void> {
    if (this.#isRinging) return;
    this.#isRinging = true;
    try {
      await this.#followClock();
      await this.#ringAgain();
      const due = await this.#due();
      const missed = due.filter(({ lateMs }) => lateMs > LATE_MS);
      // A heap of them is told in one breath, however long nothing ran.
      if (missed.length > 0) await this.#ring(missed);
      for (const one of due) if (!missed.includes(one)) await this.#ring([one]);
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#isRinging = false;
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#looking);
  }

  async #ring(due: readonly DueNow[]): Promise<void> {
    const { records, nowMs, ring } = this.#options;
    for (const { settle } of due) await settle();
    const last = due.at(-1);
    if (last === undefined) return;
    const { kind, label, language, lateMs } = last;
    const timesLeft = kind === 'alarm' && lateMs <= LATE_MS ? ALARM_TIMES : 1;
    await noteRung(records, { kind, label, language, rangAtMs: nowMs(), timesLeft });
    await ring(due.map(({ sentence }) => sentence).join(' '));
  }

  async #ringAgain(): Promise<void> {
    const { records, nowMs, ring } = this.#options;
    const last = await lastRung(records, nowMs());
    if (last === undefined || last.kind !== 'alarm' || last.timesLeft <= 1) return;
    if (nowMs() - last.rangAtMs < RING_AGAIN_MS) return;
    await noteRung(records, { ...last, rangAtMs: nowMs(), timesLeft: last.timesLeft - 1 });
    await ring(last.label);
  }

  async #due(): Promise<readonly DueNow[]> {
    const { records, nowMs } = this.#options;
    const now = nowMs();
    const timers = (await timersIn(records)).map((timer) => ({
      at: timer.endsAtMs,
      due: () => dueTimer(timer, records, now),
    }));
    const alarms = (await alarmsIn(records)).map((alarm) => ({
      at: dueMs(alarm.due),
      due: () => dueAlarm(alarm, records, now),
    }));
    const reminders = (await remindersIn(records)).map((reminder) => ({
      at: dueMs(reminder.due),
      due: () => dueReminder(reminder, records, now),
    }));
    return [...timers, ...alarms, ...reminders]
      .filter(({ at }) => at <= now)
      .sort((one, other) => one.at - other.at)
      .map(({ due }) => due());
  }

  /** Moves spans by as much as the clock was set. */
  async #followClock(): Promise<void> {
    const { records, nowMs, upMs } = this.#options;
    const aheadMs = nowMs() - upMs();
    const setByMs = aheadMs - this.#aheadMs;
    if (Math.abs(setByMs) < CLOCK_SET_MS) return;
    this.#aheadMs = aheadMs;
    const moved = (when: Due): Due | undefined => ('atMs' in when ? { atMs: when.atMs + setByMs } : undefined);
    for (const timer of await timersIn(records)) {
      await keep(records, 'timer', { ...timer, endsAtMs: timer.endsAtMs + setByMs });
    }
    for (const alarm of await alarmsIn(records)) {
      const due = moved(alarm.due);
      if (due !== undefined) await keep(records, 'alarm', { ...alarm, due });
    }
    for (const reminder of await remindersIn(records)) {
      const due = moved(reminder.due);
      if (due !== undefined) await keep(records, 'reminder', { ...reminder, due });
    }
  }
}

function dueTimer(timer: Timer, records: ToolRecords, nowMs: number): DueNow {
  const { name, seconds, language, id } = timer;
  const lateMs = nowMs - timer.endsAtMs;
  const length = saidDuration(seconds, language);
  const done =
    language === 'de'
      ? `Der Timer ${name ?? `über ${length}`} ist abgelaufen`
      : name === undefined
        ? `Your timer is done: ${length}`
        : `Your ${name} timer is done`;
  const late = language === 'de' ? `, schon vor ${saidAgo(lateMs, language)}` : `, ${saidAgo(lateMs, language)} ago`;
  return {
    ...{ kind: 'timer', label: name ?? length, language, lateMs },
    sentence: `${done}${lateMs > LATE_MS ? late : ''}.`,
    settle: () => records.remove('timer', id),
  };
}

function dueAlarm(alarm: Alarm, records: ToolRecords, nowMs: number): DueNow {
  const { language } = alarm;
  const atMs = dueMs(alarm.due);
  const lateMs = nowMs - atMs;
  const time = saidTime(new Date(atMs), language);
  const label = language === 'de' ? `Es ist ${time}. Dein Wecker klingelt.` : `It is ${time}. This is your alarm.`;
  const day = saidDay(new Date(atMs), language, nowMs);
  const missed =
    language === 'de'
      ? `Dein Wecker ${day} um ${time} wurde verpasst, vor ${saidAgo(lateMs, language)}.`
      : `Your alarm ${day} at ${time} was missed, ${saidAgo(lateMs, language)} ago.`;
  return {
    ...{ kind: 'alarm', label, language, lateMs },
    sentence: lateMs > LATE_MS ? missed : label,
    settle: () => moveOn('alarm', alarm, records, nowMs),
  };
}

function dueReminder(reminder: Reminder, records: ToolRecords, nowMs: number): DueNow {
  const { language, what } = reminder;
  const lateMs = nowMs - dueMs(reminder.due);
  const late = language === 'de' ? `, ${saidAgo(lateMs, language)} zu spät` : `, ${saidAgo(lateMs, language)} late`;
  const text = language === 'de' ? what : forYou(what);
  const title = language === 'de' ? 'Erinnerung' : 'Reminder';
  return {
    ...{ kind: 'reminder', label: what, language, lateMs },
    sentence: `${title}${lateMs > LATE_MS ? late : ''}${text === '' ? '' : `: ${text}`}.`,
    settle: () => moveOn('reminder', reminder, records, nowMs),
  };
}

async function moveOn(
  kind: 'alarm' | 'reminder',
  kept: Alarm | Reminder,
  records: ToolRecords,
  nowMs: number,
): Promise<void> {
  const next = nextTime(kept.due, nowMs);
  if (next === undefined) await records.remove(kind, kept.id);
  else await keep(records, kind, { ...kept, due: next });
}

/** Nobody asks for the minutes of a day. */
function saidAgo(lateMs: number, language: RouterLanguage): string {
  const hours = Math.round(lateMs / 3_600_000);
  if (hours < 2) return saidDuration(Math.round(lateMs / 60_000) * 60, language);
  if (hours < 48) return language === 'de' ? `${hours} Stunden` : `${hours} hours`;
  const days = Math.round(hours / 24);
  return language === 'de' ? `${days} Tagen` : `${days} days`;
}
