/** Work that comes again and again, while nobody speaks. */

const LONGEST_LOOK_MS = 60 * 60 * 1000;

export interface QuietWork {
  readonly everyMs: number;
  readonly isQuiet: () => boolean;
  /** Never rejects. */
  readonly work: () => Promise<void>;
  readonly nowMs: () => number;
}

export class QuietHours implements Disposable {
  readonly #options: QuietWork;
  readonly #timer: NodeJS.Timeout;
  #lastMs: number;

  /** The first time is as long from now. */
  constructor(options: QuietWork) {
    this.#options = options;
    this.#lastMs = options.nowMs();
    this.#timer = setInterval(() => void this.look(), Math.min(options.everyMs, LONGEST_LOOK_MS));
    this.#timer.unref();
  }

  /** A clock that was set back does not keep it from working. */
  async look(): Promise<void> {
    const { everyMs } = this.#options;
    const nowMs = this.#options.nowMs();
    if (Math.abs(nowMs - this.#lastMs) < everyMs || !this.#options.isQuiet()) return;
    this.#lastMs = nowMs;
    await this.#options.work();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
