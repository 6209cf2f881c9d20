/** Tokens of an answer back to text, piece by piece: whole characters only, and nothing after a stop text. */

export type Detokenize = (tokens: readonly number[], before: readonly number[]) => string;

/** A character has at most four bytes, and a token at least one; a few more cover joined emoji spelled in bytes. */
const MAX_PENDING_TOKENS = 8;
/** Tokens before the pending ones that a detokeniser may look at to decide about a leading space. */
const LOOK_BACK_TOKENS = 4;
const REPLACEMENT = '\uFFFD';

export class TokenText {
  readonly #detokenize: Detokenize;
  #before: number[] = [];
  #pending: number[] = [];

  constructor(detokenize: Detokenize) {
    this.#detokenize = detokenize;
  }

  /** Text that is complete with this token; empty while the bytes of a character are still arriving. */
  push(token: number): string {
    this.#pending.push(token);
    const text = this.#detokenize(this.#pending, this.#before);
    if (text.endsWith(REPLACEMENT) && this.#pending.length < MAX_PENDING_TOKENS) return '';
    return this.#take(text);
  }

  /** What is left at the end. Bytes that never became a character are dropped. */
  end(): string {
    return this.#pending.length === 0 ? '' : this.#take(this.#detokenize(this.#pending, this.#before));
  }

  #take(text: string): string {
    this.#before = [...this.#before, ...this.#pending].slice(-LOOK_BACK_TOKENS);
    this.#pending = [];
    return text.replaceAll(REPLACEMENT, '');
  }
}

export class StopText {
  readonly #stops: readonly string[];
  #held = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Text that is safe to pass on. `stopped` when a stop text came: it and everything after it is dropped. */
  push(text: string): { readonly text: string; readonly stopped: boolean } {
    const seen = this.#held + text;
    let cut = -1;
    for (const stop of this.#stops) {
      const at = seen.indexOf(stop);
      if (at >= 0 && (cut < 0 || at < cut)) cut = at;
    }
    if (cut >= 0) {
      this.#held = '';
      return { text: seen.slice(0, cut), stopped: true };
    }
    const held = Math.max(0, ...this.#stops.map((stop) => overlap(seen, stop)));
    this.#held = seen.slice(seen.length - held);
    return { text: seen.slice(0, seen.length - held), stopped: false };
  }

  /** What was held back as the possible beginning of a stop text. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** Length of the longest end of `text` that is a beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
