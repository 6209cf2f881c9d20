/** A terminal with lines that stay and one line at the bottom that is redrawn. */

import type { Io } from '../io.ts';

/** As often as an eye can follow. */
const REDRAW_MS = 80;

export class LiveLine implements Disposable {
  readonly #io: Io;
  readonly #status: () => string;
  readonly #timer: NodeJS.Timeout | undefined;
  #shown = '';

  /** @param status the live line; on anything but a terminal only the lines that stay are printed. */
  constructor(io: Io, status: () => string, isTerminal: boolean) {
    this.#io = io;
    this.#status = status;
    if (isTerminal) {
      this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
      this.#timer.unref();
    }
  }

  print(line: string): void {
    this.#io.stdout.write(this.#timer === undefined ? `${line}\n` : `\r\u001b[K${line}\n`);
    this.#shown = '';
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#timer !== undefined) this.#io.stdout.write('\r\u001b[K');
  }

  #redraw(): void {
    const line = this.#status();
    if (line === this.#shown) return;
    this.#shown = line;
    this.#io.stdout.write(`\r\u001b[K${line}`);
  }
}
