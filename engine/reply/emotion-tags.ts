/**
 * A model may begin a sentence with a tag such as `[happy]`. The tag is for the face: it is taken out before anything is
 * said, shown or kept.
 *
 * Invariants:
 * 1. Only the tags of the closed set are taken, and only where a sentence begins: any other bracket is text.
 * 2. The same answer gives the same text however it is divided into deltas.
 */

import { EMOTIONS, type Emotion } from '../../contract/emotions.ts';

/** From this character of the text without tags on. */
export interface FeltFrom {
  readonly emotion: Emotion;
  readonly offset: number;
}

const TAGS: readonly string[] = EMOTIONS.map((emotion) => `[${emotion}]`);
const SENTENCE_END = /[.!?…。！？:\n]["'”’»)]*\s*$/u;

export class EmotionTags {
  readonly felt: FeltFrom[] = [];
  #length = 0;
  /** The end of the text so far: enough to tell whether a sentence begins. */
  #tail = '';
  /** What may still become a tag. */
  #held = '';
  #skipsSpace = false;

  /** @returns the part of the text that can be said; what may become a tag is held back. */
  push(delta: string): string {
    let said = '';
    for (const character of delta) said += this.#take(character);
    return said;
  }

  /** What was held back and became no tag. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#pass(rest);
  }

  #take(character: string): string {
    if (this.#held !== '') return this.#goOn(this.#held + character);
    if (this.#skipsSpace && /\s/u.test(character)) return '';
    this.#skipsSpace = false;
    if (character !== '[' || !this.#beginsSentence()) return this.#pass(character);
    this.#held = character;
    return '';
  }

  #goOn(held: string): string {
    const written = held.toLowerCase();
    const at = TAGS.indexOf(written);
    if (at >= 0) {
      this.#held = '';
      this.#skipsSpace = true;
      this.felt.push({ emotion: EMOTIONS[at] as Emotion, offset: this.#length });
      return '';
    }
    const isPossible = TAGS.some((tag) => tag.startsWith(written));
    this.#held = isPossible ? held : '';
    return isPossible ? '' : this.#pass(held);
  }

  #beginsSentence(): boolean {
    return this.#tail.trim() === '' || SENTENCE_END.test(this.#tail);
  }

  #pass(text: string): string {
    this.#length += text.length;
    this.#tail = (this.#tail + text).slice(-16);
    return text;
  }
}

/** The last one that was given at or before this character; undefined where the model gave none. */
export function emotionAt(felt: readonly FeltFrom[], offset: number): Emotion | undefined {
  return felt.findLast((one) => one.offset <= offset)?.emotion;
}
