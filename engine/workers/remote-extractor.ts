/** The port that reads documents, answered by a process that may be lost. */

import { SottoFault } from '../../contract/faults.ts';
import type { Extraction, Extractor } from '../knowledge/extract/extractor.ts';
import type { ExtractCalls } from './extract-worker.ts';
import { type SupervisorOptions, WorkerSupervisor } from './supervisor.ts';

/** Longest time for one document. */
const EXTRACT_WITHIN_MS = 120_000;

export class RemoteExtractor implements Extractor, AsyncDisposable {
  readonly #options: SupervisorOptions<null>;
  #worker: WorkerSupervisor<ExtractCalls, null> | undefined;

  constructor(options: Omit<SupervisorOptions<null>, 'loadParams' | 'hungAfterMs'>) {
    this.#options = { ...options, loadParams: null, hungAfterMs: 60_000 };
  }

  async extract(path: string, signal: AbortSignal): Promise<Extraction> {
    this.#worker ??= new WorkerSupervisor<ExtractCalls, null>(this.#options);
    const within = AbortSignal.timeout(EXTRACT_WITHIN_MS);
    try {
      return await this.#worker.call('extract', path, { signal: AbortSignal.any([signal, within]) });
    } catch (error) {
      if (signal.aborted) throw error;
      // A new process for the next one, whatever this one is busy with.
      await this[Symbol.asyncDispose]();
      const isSlow = within.aborted || (error instanceof SottoFault && error.code === 'worker-hung');
      return { outcome: 'skipped', reason: isSlow ? 'took-too-long' : 'damaged' };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.[Symbol.asyncDispose]();
  }
}
