/** Runs an echo canceller, which works on frames of 10 ms, on the frames of the engine: 10 ms later. */

/** As much of an echo canceller as a room needs. */
export interface RoomEchoCanceller {
  /** The next 10 ms of what the loudspeaker plays; before the microphone's frame of the same time. */
  render(played: Float32Array): void;
  /** The next 10 ms of the microphone, without the echo. */
  process(heard: Float32Array): Float32Array;
}

const BLOCK_SAMPLES = 160;

export class CancellerBlocks {
  readonly #canceller: RoomEchoCanceller;
  #played = new Float32Array(0);
  #heard = new Float32Array(0);
  /** As long as the longest rest that waits for its block to fill. */
  #cleaned = new Float32Array(BLOCK_SAMPLES);

  constructor(canceller: RoomEchoCanceller) {
    this.#canceller = canceller;
  }

  process(played: Float32Array, heard: Float32Array): Float32Array {
    this.#played = joined(this.#played, played);
    this.#heard = joined(this.#heard, heard);
    while (this.#heard.length >= BLOCK_SAMPLES) {
      this.#canceller.render(this.#played.slice(0, BLOCK_SAMPLES));
      this.#cleaned = joined(this.#cleaned, this.#canceller.process(this.#heard.slice(0, BLOCK_SAMPLES)));
      this.#played = this.#played.slice(BLOCK_SAMPLES);
      this.#heard = this.#heard.slice(BLOCK_SAMPLES);
    }
    const cleaned = this.#cleaned.slice(0, heard.length);
    this.#cleaned = this.#cleaned.slice(heard.length);
    return cleaned;
  }
}

function joined(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
