/**
 * The order of requests to one model. Final ones run in the order they came; a partial one gives way to them, whether it
 * runs or waits, because somebody waits for a final text and nobody for a partial one.
 */

import { OneAtATime } from '../base/one-at-a-time.ts';
import type { TranscribePriority } from './stt.ts';

export class FinalsFirst implements AsyncDisposable {
  readonly #turns = new OneAtATime('stt');
  readonly #partials = new Set<AbortController>();

  /** Rejects as `OneAtATime` does, and with `cancelled` when a partial request gave way. `task` gets its own end as signal. */
  async run<Result>(
    priority: TranscribePriority,
    task: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    if (priority === 'final') {
      for (const partial of this.#partials) partial.abort();
      return this.#turns.run(task, signal);
    }
    const yielded = new AbortController();
    this.#partials.add(yielded);
    try {
      return await this.#turns.run(task, AbortSignal.any([signal, yielded.signal]));
    } finally {
      this.#partials.delete(yielded);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#turns[Symbol.asyncDispose]();
  }
}
