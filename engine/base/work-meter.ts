/** Tells a clock that is not the wall's when models are at work, so that it does not run ahead of them. */

export interface MeteredWork {
  /** A piece of the result is there; the next one is due `nextMs` after this one. */
  deliver(hand: () => void, nextMs: number): void;
  /** The last piece is there. */
  finish(hand: () => void): void;
  /** Nobody waits for it any more. */
  drop(): void;
}

export interface WorkMeter {
  /** Work begins; the first piece of its result is due `costMs` from now. It ends with `finish` or `drop`. */
  begin(costMs: number): MeteredWork;
}
