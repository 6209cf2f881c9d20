/** The last few samples of a stream: what was said just before someone noticed that it was speech. */

export class RingBuffer {
  readonly #samples: Float32Array;
  /** Samples ever pushed; the next one lands at this position modulo the capacity. */
  #pushed = 0;

  constructor(capacitySamples: number) {
    this.#samples = new Float32Array(capacitySamples);
  }

  get capacity(): number {
    return this.#samples.length;
  }

  /** Samples held: at most `capacity`. */
  get length(): number {
    return Math.min(this.#pushed, this.capacity);
  }

  /** Adds samples and forgets the oldest beyond the capacity. */
  push(pcm: Float32Array): void {
    const kept = pcm.subarray(Math.max(0, pcm.length - this.capacity));
    const start = (this.#pushed + pcm.length - kept.length) % Math.max(1, this.capacity);
    const first = kept.subarray(0, this.capacity - start);
    this.#samples.set(first, start);
    this.#samples.set(kept.subarray(first.length), 0);
    this.#pushed += pcm.length;
  }

  /** A copy of the newest samples, oldest first; fewer than asked for when fewer are held. */
  latest(count: number = this.length): Float32Array {
    const length = Math.max(0, Math.min(count, this.length));
    const copy = new Float32Array(length);
    if (length === 0) return copy;
    const start = (this.#pushed - length) % this.capacity;
    const first = this.#samples.subarray(start, Math.min(start + length, this.capacity));
    copy.set(first);
    copy.set(this.#samples.subarray(0, length - first.length), first.length);
    return copy;
  }

  clear(): void {
    this.#pushed = 0;
  }
}
