/** The transcription port, answered by a supervised worker. */

import type { TranscribeRequest, Transcriber, Transcription } from '../stt/stt.ts';
import { retryOnce } from './retry.ts';
import type { SttCalls, SttLoad } from './stt-worker.ts';
import type { WorkerSupervisor } from './supervisor.ts';

export class RemoteTranscriber implements Transcriber {
  readonly #worker: WorkerSupervisor<SttCalls, SttLoad>;

  constructor(worker: WorkerSupervisor<SttCalls, SttLoad>) {
    this.#worker = worker;
  }

  transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcription> {
    const transcribe = () => this.#worker.call('transcribe', request, { signal });
    // The next partial request comes by itself, and holds more.
    return request.priority === 'partial' ? transcribe() : retryOnce(transcribe, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#worker[Symbol.asyncDispose]();
  }
}
