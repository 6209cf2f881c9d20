/**
 * Small models write a conversation down instead of taking part: they begin with a label for themselves and go on with
 * the next line of the user. The labels are removed and the answer ends where the user is made to speak.
 */

const OWN_LABELS = ['assistant', 'ai', 'bot', 'model'];
const USER_LABELS = ['user', 'human', 'you'];
const THOUGHT_OPEN = '<think>';
const THOUGHT_CLOSE = '</think>';

export interface Cleaned {
  readonly text: string;
  /** Whether the answer is over; what comes after is dropped. */
  readonly stopped: boolean;
}

export class RoleLabels {
  readonly #ownLabels: readonly string[];
  #state: 'start' | 'thought' | 'body' = 'start';
  #held = '';

  /** @param name what the assistant is called. */
  constructor(name?: string) {
    this.#ownLabels = [...OWN_LABELS, ...(name === undefined ? [] : [name.toLowerCase()])].map((label) => `${label}:`);
  }

  push(text: string): Cleaned {
    this.#held += text;
    while (this.#state !== 'body' && this.#advance());
    return this.#state === 'body' ? this.#passOn() : { text: '', stopped: false };
  }

  /** What was held back as the possible beginning of a label. */
  end(): string {
    const rest = this.#state === 'thought' ? '' : this.#held;
    this.#held = '';
    return rest;
  }

  /** Goes on to the next state. Returns false when more text has to come first. */
  #advance(): boolean {
    if (this.#state === 'thought') {
      const end = this.#held.indexOf(THOUGHT_CLOSE);
      // Only the end can still become the closing tag; thoughts may be long.
      this.#held = this.#held.slice(end < 0 ? -THOUGHT_CLOSE.length : end + THOUGHT_CLOSE.length);
      if (end >= 0) this.#state = 'start';
      return end >= 0;
    }
    this.#held = this.#held.trimStart();
    const start = this.#held.toLowerCase();
    if (start.startsWith(THOUGHT_OPEN)) {
      this.#state = 'thought';
      return true;
    }
    const label = this.#ownLabels.find((own) => start.startsWith(own));
    if (label !== undefined) {
      this.#held = this.#held.slice(label.length);
      return true;
    }
    if ([...this.#ownLabels, THOUGHT_OPEN].some((marker) => marker.startsWith(start))) return false;
    this.#state = 'body';
    return true;
  }

  #passOn(): Cleaned {
    const seen = this.#held;
    for (let at = seen.indexOf('\n'); at >= 0; at = seen.indexOf('\n', at + 1)) {
      const line = seen.slice(at).trimStart().toLowerCase();
      if (USER_LABELS.some((label) => line.startsWith(`${label}:`))) {
        this.#held = '';
        return { text: seen.slice(0, at), stopped: true };
      }
      if (USER_LABELS.some((label) => `${label}:`.startsWith(line))) {
        this.#held = seen.slice(at);
        return { text: seen.slice(0, at), stopped: false };
      }
    }
    this.#held = '';
    return { text: seen, stopped: false };
  }
}
