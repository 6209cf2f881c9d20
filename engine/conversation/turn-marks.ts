/** When each step of one turn happened: the numbers behind the latency waterfall. */

import type { TurnMarks } from '../../contract/events.ts';

export type Mark = keyof TurnMarks;

export class TurnStopwatch {
  readonly #times = new Map<Mark, number>();

  /** The first time counts; later ones are ignored. */
  mark(mark: Mark, atMs: number): void {
    if (!this.#times.has(mark)) this.#times.set(mark, atMs);
  }

  /** All marks as ms after `originMs`, in tenths. */
  since(originMs: number): TurnMarks {
    const marks: TurnMarks = {};
    for (const [mark, atMs] of this.#times) marks[mark] = Math.round((atMs - originMs) * 10) / 10;
    return marks;
  }
}
