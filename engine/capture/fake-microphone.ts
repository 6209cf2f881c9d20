/** A microphone played by a test: what it hears, and when it is unplugged. */

import { SottoFault } from '../../contract/faults.ts';
import type { SampleTime } from '../../contract/ids.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import type { Microphone } from './capture.ts';

/** An hour of audio. A test that says more than is heard has lost its reader. */
const MAX_WAITING_SAMPLES = 60 * 60 * SAMPLE_RATE_HZ;

export class FakeMicrophone implements Microphone {
  #waiting: number[] = [];
  #at = 0;
  #state: 'plugged' | 'ended' | 'unplugged' = 'plugged';
  #wake: () => void = () => undefined;

  /** Adds sound at 16 kHz; whole frames of it are heard, the rest waits for more. */
  hear(pcm: Float32Array): void {
    if (this.#waiting.length + pcm.length > MAX_WAITING_SAMPLES)
      throw new RangeError('Nobody listens to this microphone.');
    for (const sample of pcm) this.#waiting.push(sample);
    this.#wake();
  }

  hearSilence(frames: number): void {
    this.hear(new Float32Array(frames * FRAME_SAMPLES));
  }

  /** The source ends once everything was heard. */
  end(): void {
    this.#state = 'ended';
    this.#wake();
  }

  /** The device disappears once everything was heard. */
  unplug(): void {
    this.#state = 'unplugged';
    this.#wake();
  }

  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      if (this.#waiting.length >= FRAME_SAMPLES) {
        const pcm = Float32Array.from(this.#waiting.splice(0, FRAME_SAMPLES));
        const at = this.#at as SampleTime;
        this.#at += FRAME_SAMPLES;
        yield { at, pcm };
      } else if (this.#state === 'ended') {
        return;
      } else if (this.#state === 'unplugged') {
        throw new SottoFault('device-missing', 'The microphone was unplugged.', { stage: 'capture' });
      } else {
        await this.#more();
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting = [];
    this.end();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
