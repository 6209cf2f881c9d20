/** The microphone of a conversation: frames of whatever device is open, silence for the time without one. */

import type { SampleTime } from '../../contract/ids.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_MS, FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { AsyncQueue } from '../base/async-queue.ts';
import type { Clock } from '../base/clock.ts';
import type { Microphone } from '../capture/capture.ts';

/** Half a minute. Who is later than that has stopped listening. */
const MAX_WAITING_FRAMES = 1000;
/** Longer silence is not caught up with: the machine was asleep. */
const MAX_SILENCE_MS = 5000;

export class LiveMicrophone implements Microphone {
  readonly isLive = true;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #queue: AsyncQueue<Float32Array> | undefined;
  #at = 0;
  /** When the next frame is due, while silence stands in. */
  #dueMs: number | undefined;
  #filler: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a frame of the device. */
  hear(pcm: Float32Array): void {
    this.#queue?.push(pcm);
  }

  /** Lets silence stand in from now on, and for the `missedMs` before. */
  beginSilence(missedMs: number): void {
    if (this.#filler !== undefined) return;
    this.#dueMs = this.#clock.nowMs() - missedMs + FRAME_MS;
    this.#filler = setInterval(() => this.#fill(), FRAME_MS);
    this.#fill();
  }

  endSilence(): void {
    if (this.#filler !== undefined) this.#fill();
    clearInterval(this.#filler);
    this.#filler = undefined;
    this.#dueMs = undefined;
  }

  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    if (signal.aborted || this.#closed.signal.aborted) return;
    const queue = new AsyncQueue<Float32Array>(MAX_WAITING_FRAMES);
    this.#queue = queue;
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    const end = (): void => queue.close();
    stop.addEventListener('abort', end, { once: true });
    try {
      for await (const pcm of queue) {
        if (stop.aborted) return;
        const at = this.#at as SampleTime;
        this.#at += FRAME_SAMPLES;
        yield { at, pcm };
      }
    } finally {
      stop.removeEventListener('abort', end);
      if (this.#queue === queue) this.#queue = undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.endSilence();
    this.#closed.abort();
  }

  #fill(): void {
    const nowMs = this.#clock.nowMs();
    if (this.#dueMs === undefined) return;
    if (nowMs - this.#dueMs > MAX_SILENCE_MS) this.#dueMs = nowMs;
    for (; this.#dueMs <= nowMs; this.#dueMs += FRAME_MS) this.hear(new Float32Array(FRAME_SAMPLES));
  }
}
