/** The synthesis port, answered by a supervised worker. */

import type { SpokenAudio, SynthesisRequest, Synthesizer } from '../tts/tts.ts';
import { retryOnce } from './retry.ts';
import type { WorkerSupervisor } from './supervisor.ts';
import type { TtsCalls, TtsLoad } from './tts-worker.ts';

export class RemoteSynthesizer implements Synthesizer {
  readonly #worker: WorkerSupervisor<TtsCalls, TtsLoad>;

  constructor(worker: WorkerSupervisor<TtsCalls, TtsLoad>) {
    this.#worker = worker;
  }

  synthesize(request: SynthesisRequest, signal: AbortSignal): Promise<SpokenAudio> {
    return retryOnce(() => this.#worker.call('synthesize', request, { signal }), signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#worker[Symbol.asyncDispose]();
  }
}
