/** The spoken reply as a WAV file, written at the voice's own rate. */

import { type OpenSpeaker, VirtualSpeaker, WavWriter } from '../engine/engine.ts';

export class ReplyRecording implements AsyncDisposable {
  readonly #path: string;
  #writer: WavWriter | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  readonly openSpeaker: OpenSpeaker = (sampleRateHz) =>
    new VirtualSpeaker(sampleRateHz, { pace: 'fast', onHeard: (pcm) => this.#append(pcm, sampleRateHz) });

  /** Puts the file in place. @returns whether there is one: nothing spoken leaves no file. */
  async finish(): Promise<boolean> {
    await this.#writing;
    await this.#writer?.finish();
    return this.#writer !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#writer?.[Symbol.asyncDispose]();
  }

  #append(pcm: Float32Array, sampleRateHz: number): void {
    this.#writing = this.#writing.then(async () => {
      this.#writer ??= await WavWriter.create(this.#path, sampleRateHz);
      await this.#writer.write(pcm);
    });
    // Told by `finish`.
    this.#writing.catch(() => undefined);
  }
}
