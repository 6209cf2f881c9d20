/** How many prompt tokens to read between two looks at the abort signal. */

/** A cancelled request should hand over the device within about 0.2 s; a slice may overrun its estimate. */
const TARGET_MS = 120;
const MIN_TOKENS = 16;
const FIRST_TOKENS = 32;

export class SliceSize {
  readonly #maxTokens: number;
  #tokensPerMs = FIRST_TOKENS / TARGET_MS;

  /** @param maxTokens the batch of the context, so that a slice is one pass of the device. */
  constructor(maxTokens: number) {
    this.#maxTokens = maxTokens;
  }

  get tokens(): number {
    const wanted = Math.floor((this.#tokensPerMs * TARGET_MS) / MIN_TOKENS) * MIN_TOKENS;
    return Math.min(this.#maxTokens, Math.max(MIN_TOKENS, wanted));
  }

  /** Tells what the last slice cost. Short ones say more about overhead than about speed and are left out. */
  record(tokens: number, elapsedMs: number): void {
    if (tokens < MIN_TOKENS) return;
    const measured = tokens / Math.max(elapsedMs, 1);
    this.#tokensPerMs = this.#tokensPerMs * 0.5 + measured * 0.5;
  }
}
