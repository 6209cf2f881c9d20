/** What was typed since the last turn, to be answered with the next. */

import { joinText } from './turn-transcript.ts';

export class TypedWords {
  text = '';
  /** When the last of it came, on the wall clock. */
  atMs: number | undefined;
  #isAnswerSilent = false;

  /** @param isAnswerSilent wants the answer in text only. */
  add(text: string, isAnswerSilent: boolean, atMs: number): void {
    this.text = joinText(this.text, text);
    this.#isAnswerSilent = isAnswerSilent;
    this.atMs = atMs;
  }

  get isAnswerSilent(): boolean {
    return this.text !== '' && this.#isAnswerSilent;
  }

  take(): string {
    const { text } = this;
    this.text = '';
    this.atMs = undefined;
    return text;
  }
}
