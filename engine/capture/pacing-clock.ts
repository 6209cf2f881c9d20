/** The clock that paces a microphone made of recorded sound. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';

export interface PacingClock extends Clock {
  /** Resolves at or just after `timeMs` on that clock, or soon when `signal` aborts. Never rejects. */
  waitUntil(timeMs: number, signal: AbortSignal): Promise<void>;
}

/** A frame is shorter: looking at the signal after each nap costs less than listening to it thirty times a second. */
const LONGEST_NAP_MS = 50;

export const monotonicClock: PacingClock = {
  ...systemClock,
  async waitUntil(timeMs, signal) {
    // A timer counts whole milliseconds and may fire a little early; asking the clock again keeps frames from arriving
    // before they are complete.
    for (
      let restMs = timeMs - systemClock.nowMs();
      restMs > 0 && !signal.aborted;
      restMs = timeMs - systemClock.nowMs()
    ) {
      await delay(Math.ceil(Math.min(restMs, LONGEST_NAP_MS)));
    }
  },
};
