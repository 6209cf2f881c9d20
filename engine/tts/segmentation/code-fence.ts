/** Tells a reply's prose from its fenced blocks of code, as the text streams in. */

export interface FencedText {
  readonly kind: 'prose' | 'code';
  readonly text: string;
}

const FENCE = '`';
const MIN_FENCE_LENGTH = 3;

/** The pieces joined are the text that went in; fences count as code. Holds back no more than a run of back-ticks. */
export class CodeFence {
  #pending = '';
  /** Length of the fence that opened the block; its end must be as long. */
  #openLength = 0;

  push(delta: string): FencedText[] {
    this.#pending += delta;
    return this.#take('more-to-come');
  }

  /** A block that was never closed stays code. */
  flush(): FencedText[] {
    const pieces = this.#take('end');
    this.#openLength = 0;
    return pieces;
  }

  #take(rest: 'more-to-come' | 'end'): FencedText[] {
    const pieces: FencedText[] = [];
    const give = (kind: FencedText['kind'], length: number): void => {
      if (length > 0) pieces.push({ kind, text: this.#pending.slice(0, length) });
      this.#pending = this.#pending.slice(length);
    };
    for (;;) {
      const kind = this.#openLength === 0 ? 'prose' : 'code';
      const start = this.#pending.indexOf(FENCE.repeat(this.#openLength || MIN_FENCE_LENGTH));
      const end = start < 0 ? -1 : endOfRun(this.#pending, start);
      if (start < 0 || (end === this.#pending.length && rest === 'more-to-come')) {
        give(kind, rest === 'end' ? this.#pending.length : startOfLastRun(this.#pending));
        return pieces;
      }
      if (kind === 'prose') give('prose', start);
      const fenceLength = kind === 'prose' ? end - start : end;
      give('code', fenceLength);
      this.#openLength = kind === 'prose' ? fenceLength : 0;
    }
  }
}

function endOfRun(text: string, start: number): number {
  let end = start;
  while (text[end] === FENCE) end++;
  return end;
}

function startOfLastRun(text: string): number {
  let start = text.length;
  while (text[start - 1] === FENCE) start--;
  return start;
}
