/** Voice activity detection without a model: by a script, or by loudness. */

import { SottoFault } from '../../contract/faults.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { rmsDbfs } from '../audio/level.ts';
import type { VoiceActivityDetector } from './vad.ts';

/** Louder than this is speech to a fake without a script. */
const SPEECH_DBFS = -45;

export class FakeVad implements VoiceActivityDetector {
  readonly #script: readonly number[] | undefined;
  #frames = 0;
  #disposed = false;

  /** @param script one probability a frame; after its end every frame is silent. Without it, loudness decides. */
  constructor(script?: readonly number[]) {
    this.#script = script;
  }

  async process(frame: AudioFrame): Promise<number> {
    if (this.#disposed) throw new SottoFault('worker-unavailable', 'The voice detector is closed.', { stage: 'vad' });
    if (frame.pcm.length !== FRAME_SAMPLES) {
      throw new SottoFault('bad-params', `A frame has ${FRAME_SAMPLES} samples, not ${frame.pcm.length}.`, {
        stage: 'vad',
      });
    }
    const index = this.#frames++;
    if (this.#script !== undefined) return this.#script[index] ?? 0;
    return rmsDbfs(frame.pcm) > SPEECH_DBFS ? 0.99 : 0.01;
  }

  /** Begins the script anew. */
  reset(): void {
    this.#frames = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
  }
}
