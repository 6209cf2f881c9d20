/** A bounded queue between a callback that produces and a loop that consumes. */

export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #wake: (() => void) | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an item; the oldest one is dropped when the consumer is that far behind. */
  push(item: T): void {
    if (this.#end !== undefined) return;
    if (this.#items.length >= this.#capacity) this.#items.shift();
    this.#items.push(item);
    this.#wake?.();
  }

  /** Ends the loop once it has taken what is queued. */
  close(): void {
    this.#finish(undefined);
  }

  /** Ends the loop with an error once it has taken what is queued. */
  fail(error: Error): void {
    this.#finish(error);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift() as T;
      if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #finish(error: Error | undefined): void {
    this.#end ??= { error };
    this.#wake?.();
  }
}
