/**
 * Who may use the one compute device next.
 *
 * Invariants:
 * 1. At most one request of each priority is admitted; the others of its priority wait in order of arrival.
 * 2. At most one step runs at a time.
 * 3. While a foreground request is admitted or waits, no background step begins. A foreground request therefore waits
 *    for at most one background step.
 */

import { SottoFault } from '../../contract/faults.ts';
import type { Priority } from './language-model.ts';

/** Requests of one priority that may wait. More than this is a defect of the caller, not load. */
const MAX_WAITING_REQUESTS = 32;

interface Waiter {
  readonly wake: () => void;
}

export class PriorityGate {
  readonly #admitted: Record<Priority, boolean> = { foreground: false, background: false };
  readonly #waiting: Record<Priority, Waiter[]> = { foreground: [], background: [] };
  readonly #heldBack = new Set<Waiter>();
  #step: Promise<void> | undefined;

  get foregroundIsBusy(): boolean {
    return this.#admitted.foreground || this.#waiting.foreground.length > 0;
  }

  /**
   * Waits for admission of one request. The caller must call the returned function when the request is over.
   * @throws SottoFault `cancelled` when `signal` aborts first.
   */
  async admit(priority: Priority, signal: AbortSignal): Promise<() => void> {
    throwIfAborted(signal);
    if (this.#admitted[priority]) {
      const queue = this.#waiting[priority];
      if (queue.length >= MAX_WAITING_REQUESTS) {
        throw new SottoFault('internal', 'Too many requests wait for the language model.', { stage: 'reply' });
      }
      await waitIn(queue, signal, () => {
        if (priority === 'foreground' && !this.foregroundIsBusy) this.#wakeHeldBack();
      });
      // Admission was handed over by the request that left: `#admitted` never went false in between.
    }
    this.#admitted[priority] = true;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting[priority].shift();
      if (next !== undefined) return next.wake();
      this.#admitted[priority] = false;
      if (priority === 'foreground') this.#wakeHeldBack();
    };
  }

  /** Runs one step of an admitted request alone on the device. */
  async step<T>(priority: Priority, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (;;) {
      throwIfAborted(signal);
      if (priority === 'background' && this.foregroundIsBusy) await waitAmong(this.#heldBack, signal);
      else if (this.#step !== undefined) await this.#step;
      else break;
    }
    const running = work();
    const over = running.then(ignore, ignore).then(() => {
      if (this.#step === over) this.#step = undefined;
    });
    this.#step = over;
    try {
      return await running;
    } finally {
      await over;
    }
  }

  /** Resolves once no step runs. */
  async settled(): Promise<void> {
    while (this.#step !== undefined) await this.#step;
  }

  #wakeHeldBack(): void {
    for (const waiter of [...this.#heldBack]) waiter.wake();
  }
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

export function cancelled(): SottoFault {
  return new SottoFault('cancelled', 'The request to the language model was cancelled.', {
    stage: 'reply',
    retryable: true,
  });
}

export function closed(): SottoFault {
  return new SottoFault('worker-unavailable', 'The language model is closed. Load it again.', { stage: 'reply' });
}

function ignore(): void {}

function waitIn(queue: Waiter[], signal: AbortSignal, onLeave: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiter = {
      wake: () => {
        signal.removeEventListener('abort', leave);
        resolve();
      },
    };
    const leave = (): void => {
      queue.splice(queue.indexOf(waiter), 1);
      onLeave();
      reject(cancelled());
    };
    queue.push(waiter);
    signal.addEventListener('abort', leave, { once: true });
  });
}

function waitAmong(waiters: Set<Waiter>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      waiters.delete(waiter);
      signal.removeEventListener('abort', leave);
      finish();
    };
    const waiter = { wake: () => settle(resolve) };
    const leave = (): void => settle(() => reject(cancelled()));
    waiters.add(waiter);
    signal.addEventListener('abort', leave, { once: true });
  });
}
