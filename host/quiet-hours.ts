/** Once a day, while nobody speaks: what is old goes, and what is left is copied. */

const LOOK_EVERY_MS = 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface QuietWork {
  readonly isQuiet: () => boolean;
  /** Never rejects. */
  readonly work: () => Promise<void>;
  readonly nowMs: () => number;
}

export class QuietHours implements Disposable {
  readonly #options: QuietWork;
  readonly #timer: NodeJS.Timeout;
  #lastMs: number;

  /** The first day begins now. */
  constructor(options: QuietWork) {
    this.#options = options;
    this.#lastMs = options.nowMs();
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** A clock that was set back does not keep it from working. */
  async look(): Promise<void> {
    const nowMs = this.#options.nowMs();
    if (Math.abs(nowMs - this.#lastMs) < DAY_MS || !this.#options.isQuiet()) return;
    this.#lastMs = nowMs;
    await this.#options.work();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
