/** A set of phrases, and the questions that are asked of it. Everything is in words as `wordsOf` gives them. */

import { wordsOf } from './normalize-text.ts';

export class PhraseSet {
  readonly #phrases: ReadonlySet<string>;
  /** Words in the longest phrase. */
  readonly #longest: number;

  constructor(phrases: Iterable<string>) {
    const normalized = [...phrases].map(wordsOf).filter((words) => words.length > 0);
    this.#phrases = new Set(normalized.map((words) => words.join(' ')));
    this.#longest = Math.max(0, ...normalized.map((words) => words.length));
  }

  /** The phrases themselves, normalised. */
  get phrases(): readonly string[] {
    return [...this.#phrases];
  }

  /** Whether the words are one of the phrases. */
  is(words: readonly string[]): boolean {
    return words.length <= this.#longest && this.#phrases.has(words.join(' '));
  }

  /** How many words the longest phrase has that starts at `from`; 0 without one. */
  lengthAt(words: readonly string[], from: number): number {
    for (let length = Math.min(this.#longest, words.length - from); length > 0; length -= 1) {
      if (this.is(words.slice(from, from + length))) return length;
    }
    return 0;
  }

  /** How many words the longest phrase has that the words end with; 0 without one. */
  lengthAtEnd(words: readonly string[]): number {
    for (let length = Math.min(this.#longest, words.length); length > 0; length -= 1) {
      if (this.is(words.slice(-length))) return length;
    }
    return 0;
  }

  /** Whether a phrase occurs anywhere in the words. */
  isIn(words: readonly string[]): boolean {
    return words.some((_, from) => this.lengthAt(words, from) > 0);
  }

  /** Whether the words, of which there is at least one, are phrases of these sets and nothing else. */
  static cover(words: readonly string[], ...sets: readonly PhraseSet[]): boolean {
    /** Whether the words up to here are covered. */
    const covered = [true];
    for (let end = 1; end <= words.length; end += 1) {
      covered[end] = sets.some((set) => {
        for (let length = 1; length <= Math.min(set.#longest, end); length += 1) {
          if (covered[end - length] && set.is(words.slice(end - length, end))) return true;
        }
        return false;
      });
    }
    return words.length > 0 && covered[words.length] === true;
  }
}
