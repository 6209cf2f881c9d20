/** The loudspeaker of a conversation: whatever device is open, one voice after the other. */

import { SottoFault } from '../../contract/faults.ts';
import type { Timekeeper } from '../base/clock.ts';
import type { Speaker } from '../playback/playback.ts';
import type { SoundSystem } from './sound-system.ts';

const POLL_MS = 50;
/** As long may another device take to take over. */
const TAKE_OVER_MS = 3000;

export interface SpeakerLine {
  readonly system: () => SoundSystem | undefined;
  /** Samples heard since the duplex opened, across restarts of the system. */
  readonly heardSamples: () => number;
  readonly acceptedSamples: () => number;
  readonly isOpen: () => boolean;
  readonly clock: Timekeeper;
}

export class LiveSpeaker implements Speaker {
  readonly sampleRateHz: number;
  readonly #line: SpeakerLine;
  readonly #heardBefore: number;

  constructor(line: SpeakerLine, sampleRateHz: number) {
    if (!line.isOpen()) throw noLoudspeaker();
    this.#line = line;
    this.sampleRateHz = sampleRateHz;
    this.#heardBefore = line.acceptedSamples();
    this.setGain(0);
  }

  write(pcm: Float32Array): void {
    this.#line.system()?.write(pcm, this.sampleRateHz);
  }

  get heardSamples(): number {
    return Math.max(0, this.#line.heardSamples() - this.#heardBefore);
  }

  get queuedMs(): number {
    const queued = this.#line.acceptedSamples() - this.#line.heardSamples();
    return Math.max(0, (queued * 1000) / this.sampleRateHz);
  }

  setGain(gainDb: number): void {
    this.#line.system()?.setGain(gainDb);
  }

  flush(): void {
    this.#line.system()?.flush();
  }

  async drained(): Promise<void> {
    for (let withoutMs = 0; this.queuedMs > 0; ) {
      withoutMs = this.#line.isOpen() ? 0 : withoutMs + POLL_MS;
      if (withoutMs > TAKE_OVER_MS) {
        this.flush();
        throw noLoudspeaker();
      }
      await this.#line.clock.delay(Math.ceil(Math.min(this.queuedMs, POLL_MS)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.flush();
    this.setGain(0);
  }
}

function noLoudspeaker(): SottoFault {
  const message = 'There is no loudspeaker. Plug one in, or choose one in the sound settings.';
  return new SottoFault('device-missing', message, { stage: 'playback', retryable: true });
}
