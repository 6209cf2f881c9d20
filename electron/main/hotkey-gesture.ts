/**
 * One key, two gestures: held, it talks until it is let go; tapped, it talks until it is tapped again.
 *
 * The system tells of a global key when it goes down and again for as long as it repeats, and never that it is let go. A key
 * that was told of once was tapped; one that repeated, and no longer does, was let go.
 */

export interface HotkeyActions {
  press(): void;
  release(): void;
  /** Runs once after `delayMs`, unless what it returns is called before. */
  after(delayMs: number, run: () => void): () => void;
}

/** Longer than any system waits before a key that is down repeats. */
const FIRST_REPEAT_MS = 800;
/** Longer than from one repeat to the next, on a busy machine too. */
const NEXT_REPEAT_MS = 250;

export class HotkeyGesture {
  readonly #actions: HotkeyActions;
  #state: 'idle' | 'down' | 'tapped' | 'ending' = 'idle';
  #forget: () => void = () => undefined;

  constructor(actions: HotkeyActions) {
    this.#actions = actions;
  }

  /** The system told of the key. */
  key(): void {
    switch (this.#state) {
      case 'idle':
        this.#actions.press();
        this.#become('down', FIRST_REPEAT_MS, () => this.#become('tapped'));
        return;
      case 'down':
        this.#become('down', NEXT_REPEAT_MS, () => {
          this.#actions.release();
          this.#become('idle');
        });
        return;
      case 'tapped':
        this.#actions.release();
        this.#become('ending', FIRST_REPEAT_MS, () => this.#become('idle'));
        return;
      // The tap that ended it is being held.
      case 'ending':
        this.#become('ending', NEXT_REPEAT_MS, () => this.#become('idle'));
    }
  }

  #become(state: 'idle' | 'down' | 'tapped' | 'ending', forMs?: number, then: () => void = () => undefined): void {
    this.#forget();
    this.#state = state;
    this.#forget = forMs === undefined ? () => undefined : this.#actions.after(forMs, then);
  }
}
