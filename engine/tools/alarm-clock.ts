/**
 * Rings for timers whose time has come, also for those that ended while nothing ran. Times are wall-clock times: it looks
 * every half second, so that a clock that is set moves what it should, and a machine that slept rings at once.
 */

import { type Timer, timersIn } from './built-in/timers.ts';
import { saidDuration } from './said-duration.ts';
import type { ToolRecords } from './tool-records.ts';

const LOOK_EVERY_MS = 500;

export interface AlarmClockOptions {
  readonly records: ToolRecords;
  readonly nowMs: () => number;
  /** Rings, and says the sentence. One at a time. */
  readonly ring: (sentence: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export class AlarmClock implements Disposable {
  readonly #options: AlarmClockOptions;
  readonly #looking: NodeJS.Timeout;
  #isRinging = false;

  constructor(options: AlarmClockOptions) {
    this.#options = options;
    this.#looking = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#looking.unref();
  }

  /** Rings for what is due. A timer is gone from the records before it rings: it rings once. */
  async look(): Promise<void> {
    const { records, nowMs, ring, onError } = this.#options;
    if (this.#isRinging) return;
    this.#isRinging = true;
    try {
      for (const timer of await timersIn(records)) {
        if (timer.endsAtMs > nowMs()) continue;
        await records.remove('timer', timer.id);
        await ring(sentenceFor(timer));
      }
    } catch (error) {
      onError(error);
    } finally {
      this.#isRinging = false;
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#looking);
  }
}

function sentenceFor({ name, seconds, language }: Timer): string {
  const length = saidDuration(seconds, language);
  if (language === 'de') return `Der Timer ${name ?? `über ${length}`} ist abgelaufen.`;
  return name === undefined ? `Your timer is done: ${length}.` : `Your ${name} timer is done.`;
}
