/**
 * Runs one task at a time, in the order they came. A caller that aborts leaves at once; what it had begun still runs to
 * its end before the next task starts, because native inference cannot be interrupted.
 */

import { SottoFault } from '../../contract/faults.ts';

/** Callers that may wait. A pipeline looks a few segments ahead; more means that nobody is taking the results. */
const MAX_WAITING = 16;

export class OneAtATime implements AsyncDisposable {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #closing = new AbortController();

  /**
   * Rejects with `cancelled` as soon as `signal` aborts, with `worker-unavailable` after disposal, and with `internal`
   * when too many callers wait.
   */
  run<Result>(task: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    if (signal.aborted) return Promise.reject(cancelled());
    if (this.#waiting === MAX_WAITING) {
      return Promise.reject(
        new SottoFault('internal', `${MAX_WAITING} segments already wait for the voice.`, {
          stage: 'tts',
          retryable: true,
        }),
      );
    }
    this.#waiting++;
    const gone = AbortSignal.any([signal, this.#closing.signal]);
    const result = this.#tail.then(() => {
      if (gone.aborted) throw cancelled();
      return task();
    });
    this.#tail = result.then(
      () => this.#leave(),
      () => this.#leave(),
    );
    return this.#leftEarly(result, signal);
  }

  /** Rejects all who wait and resolves when the running task has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#tail;
  }

  #leave(): void {
    this.#waiting--;
  }

  #leftEarly<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(cancelled());
      const onClose = (): void => reject(closed());
      const forget = (): void => {
        signal.removeEventListener('abort', onAbort);
        this.#closing.signal.removeEventListener('abort', onClose);
      };
      signal.addEventListener('abort', onAbort);
      this.#closing.signal.addEventListener('abort', onClose);
      result.then(resolve, reject).finally(forget);
    });
  }
}

function cancelled(): SottoFault {
  return new SottoFault('cancelled', 'The speech is no longer wanted.', { stage: 'tts', retryable: true });
}

function closed(): SottoFault {
  return new SottoFault('worker-unavailable', 'The voice has been unloaded. Load it again.', { stage: 'tts' });
}
