/** Ends an answer that goes round in circles. What would be said once too often is held back, not said and regretted. */

import type { Cleaned } from './role-labels.ts';

/** A clause said this often is not said again. */
const MAX_TIMES = 2;
/** Short clauses are repeated for good reasons: "no, no, no" or "on the other hand". */
const MAX_TIMES_SHORT = 5;
const SHORT_CHARACTERS = 20;
/** Only a clause of this many characters or fewer is compared; longer ones are cut there. */
const MAX_CLAUSE_CHARACTERS = 400;

export class RepetitionGuard {
  readonly #times = new Map<string, number>();
  #clause = '';
  #held = '';

  push(text: string): Cleaned {
    let passed = '';
    for (const character of text) {
      this.#clause += character;
      this.#held += character;
      const isEnd = /[.!?,;:\n。！？，、；]/u.test(character) || this.#clause.length >= MAX_CLAUSE_CHARACTERS;
      const spoken = normalise(this.#clause);
      if (!isEnd) {
        if (spoken !== '' && !this.#mayBecomeWorn(spoken)) {
          passed += this.#held;
          this.#held = '';
        }
        continue;
      }
      if (this.#isWorn(spoken)) return { text: passed, stopped: true };
      if (spoken !== '') this.#times.set(spoken, (this.#times.get(spoken) ?? 0) + 1);
      passed += this.#held;
      this.#held = '';
      this.#clause = '';
    }
    return { text: passed, stopped: false };
  }

  end(): string {
    const rest = this.#isWorn(normalise(this.#clause)) ? '' : this.#held;
    this.#held = '';
    return rest;
  }

  #isWorn(spoken: string): boolean {
    return (this.#times.get(spoken) ?? 0) >= (spoken.length < SHORT_CHARACTERS ? MAX_TIMES_SHORT : MAX_TIMES);
  }

  #mayBecomeWorn(spoken: string): boolean {
    for (const clause of this.#times.keys()) if (clause.startsWith(spoken) && this.#isWorn(clause)) return true;
    return false;
  }
}

function normalise(clause: string): string {
  return clause
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
