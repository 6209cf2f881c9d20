/** The microphone of a virtual room: hands a frame to whoever listens, and waits until it was dealt with. */

import { SottoFault } from '../../contract/faults.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';

/** A listener that takes longer waits for something else: frames then queue up, as they would in a device. */
const PATIENCE_MS = 1000;
/** Eight seconds. What a listener leaves lying longer is lost, oldest first. */
const MAX_WAITING_FRAMES = 250;

export class RoomMicrophone {
  readonly isLive = true;
  readonly #frames: AudioFrame[] = [];
  #state: 'plugged' | 'ended' | 'unplugged' = 'plugged';
  #listeners = 0;
  #wake: () => void = () => undefined;
  #dealtWith: () => void = () => undefined;

  /** One listener at a time. Frames that nobody listened to are gone. */
  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    const wakeUp = (): void => this.#wake();
    signal.addEventListener('abort', wakeUp, { once: true });
    this.#listeners += 1;
    this.#frames.length = 0;
    try {
      while (!signal.aborted) {
        const frame = this.#frames.shift();
        if (frame !== undefined) {
          yield frame;
          continue;
        }
        if (this.#state === 'ended') return;
        if (this.#state === 'unplugged') {
          throw new SottoFault('device-missing', 'The microphone was unplugged.', { stage: 'capture' });
        }
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#dealtWith();
        await woken;
      }
    } finally {
      this.#listeners -= 1;
      signal.removeEventListener('abort', wakeUp);
      this.#dealtWith();
    }
  }

  /** Resolves when the listener has dealt with the frame, or there is none. */
  async deliver(frame: AudioFrame): Promise<void> {
    if (this.#listeners === 0 || this.#state !== 'plugged') return;
    this.#frames.push(frame);
    if (this.#frames.length > MAX_WAITING_FRAMES) this.#frames.shift();
    let timer: NodeJS.Timeout | undefined;
    const dealtWith = new Promise<void>((resolve) => {
      this.#dealtWith = resolve;
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    this.#wake();
    await dealtWith;
    clearTimeout(timer);
  }

  /** Whoever listens comes to an end. */
  end(): void {
    this.#state = 'ended';
    this.#wake();
  }

  /** Whoever listens learns that the device is gone. */
  unplug(): void {
    this.#state = 'unplugged';
    this.#wake();
  }

  /** It is there again, for who listens from now on. */
  plugIn(): void {
    this.#state = 'plugged';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
  }
}
