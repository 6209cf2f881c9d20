/** Conversations that were deleted a moment ago: out of sight, and not gone yet. */

/** Long enough to notice a mistake. */
const GRACE_MS = 10_000;

export class DeferredDeletions implements AsyncDisposable {
  readonly #delete: (id: string) => Promise<void>;
  readonly #graceMs: number;
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(deleteNow: (id: string) => Promise<void>, graceMs: number = GRACE_MS) {
    this.#delete = deleteNow;
    this.#graceMs = graceMs;
  }

  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  add(id: string): void {
    clearTimeout(this.#waiting.get(id));
    this.#waiting.set(
      id,
      setTimeout(() => void this.#finish(id), this.#graceMs),
    );
  }

  /** @returns whether it was still there. */
  takeBack(id: string): boolean {
    clearTimeout(this.#waiting.get(id));
    return this.#waiting.delete(id);
  }

  /** Whoever closes the assistant meant what they deleted. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.finishAll();
  }

  async finishAll(): Promise<void> {
    await Promise.all([...this.#waiting.keys()].map((id) => this.#finish(id)));
  }

  async #finish(id: string): Promise<void> {
    if (this.takeBack(id)) await this.#delete(id);
  }
}
