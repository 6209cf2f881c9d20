/** The sound of one reply as it becomes known, kept from a little before what was heard: enough to say a word again. */

interface Chunk {
  readonly start: number;
  readonly pcm: Float32Array;
}

export class ReplySound {
  #chunks: Chunk[] = [];
  #length = 0;

  /** Samples known so far. */
  get length(): number {
    return this.#length;
  }

  append(pcm: Float32Array): void {
    this.#chunks.push({ start: this.#length, pcm });
    this.#length += pcm.length;
  }

  /** What is kept from a position on, in order. */
  *from(position: number): Generator<Float32Array> {
    for (const { start, pcm } of this.#chunks) {
      if (start + pcm.length <= position) continue;
      yield position > start ? pcm.subarray(position - start) : pcm;
    }
  }

  /** Nobody will ask for anything before `position` again. */
  forgetBefore(position: number): void {
    this.#chunks = this.#chunks.filter(({ start, pcm }) => start + pcm.length > position);
  }
}
