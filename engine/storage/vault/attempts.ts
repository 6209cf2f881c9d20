/** Wrong passphrases of one process: the first few cost nothing, then each doubles the wait for the next. */

const FREE_ATTEMPTS = 3;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export class Attempts {
  readonly #nowMs: () => number;
  #failed = 0;
  #notBeforeMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Until the next attempt is looked at; 0 when it is now. */
  get waitMs(): number {
    return Math.max(0, this.#notBeforeMs - this.#nowMs());
  }

  fail(): void {
    this.#failed += 1;
    const over = this.#failed - FREE_ATTEMPTS;
    if (over >= 0) this.#notBeforeMs = this.#nowMs() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** over);
  }

  succeed(): void {
    this.#failed = 0;
    this.#notBeforeMs = 0;
  }
}
