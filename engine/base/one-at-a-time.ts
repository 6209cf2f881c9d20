/**
 * Runs one task at a time, in the order they came. A caller that aborts leaves at once; the native code ends at its next
 * step, and only then does the next task start.
 */

import { SottoFault, type Stage } from '../../contract/faults.ts';

/** Callers that may wait. A pipeline looks a few pieces ahead; more means that nobody takes the results. */
const MAX_WAITING = 16;

export class OneAtATime implements AsyncDisposable {
  readonly #stage: Stage;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #closing = new AbortController();

  /** @param stage whose model runs the tasks; named in faults. */
  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /**
   * `task` gets a signal that also aborts at disposal. Rejects with `cancelled` as soon as `signal` aborts, with
   * `worker-unavailable` after disposal, and with `internal` when too many callers wait.
   */
  run<Result>(task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#closing.signal.aborted) return Promise.reject(this.#closed());
    if (signal.aborted) return Promise.reject(this.#cancelled());
    if (this.#waiting === MAX_WAITING) return Promise.reject(this.#full());
    this.#waiting++;
    const gone = AbortSignal.any([signal, this.#closing.signal]);
    const result = this.#tail.then(() => {
      if (gone.aborted) throw this.#cancelled();
      return task(gone);
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
      const onAbort = (): void => reject(this.#cancelled());
      const onClose = (): void => reject(this.#closed());
      const forget = (): void => {
        signal.removeEventListener('abort', onAbort);
        this.#closing.signal.removeEventListener('abort', onClose);
      };
      signal.addEventListener('abort', onAbort);
      this.#closing.signal.addEventListener('abort', onClose);
      result.then(resolve, reject).finally(forget);
    });
  }

  #cancelled(): SottoFault {
    return new SottoFault('cancelled', 'The result is no longer wanted.', { stage: this.#stage, retryable: true });
  }

  #closed(): SottoFault {
    return new SottoFault('worker-unavailable', 'The model has been unloaded. Load it again.', { stage: this.#stage });
  }

  #full(): SottoFault {
    const message = `${MAX_WAITING} requests already wait for the model.`;
    return new SottoFault('internal', message, { stage: this.#stage, retryable: true });
  }
}
