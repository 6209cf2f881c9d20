/** The port of the vector index, answered by a supervised worker. All it does can be done twice. */

import type { TextToIndex, VectorHit, VectorIndex } from '../knowledge/vector-index.ts';
import type { KnowledgeCalls, KnowledgeLoad } from './knowledge-worker.ts';
import { retryOnce } from './retry.ts';
import type { WorkerSupervisor } from './supervisor.ts';

export class RemoteVectorIndex implements VectorIndex {
  readonly #worker: WorkerSupervisor<KnowledgeCalls, KnowledgeLoad>;

  constructor(worker: WorkerSupervisor<KnowledgeCalls, KnowledgeLoad>) {
    this.#worker = worker;
  }

  ids(): Promise<readonly number[]> {
    return retryOnce(() => this.#worker.call('ids', null), undefined);
  }

  async add(texts: readonly TextToIndex[], signal: AbortSignal): Promise<void> {
    await retryOnce(() => this.#worker.call('add', texts, { signal }), signal);
  }

  async remove(ids: readonly number[]): Promise<void> {
    await retryOnce(() => this.#worker.call('remove', ids), undefined);
  }

  search(query: string, limit: number, signal: AbortSignal, among?: readonly number[]): Promise<readonly VectorHit[]> {
    return retryOnce(() => this.#worker.call('search', { query, limit, among }, { signal }), signal);
  }

  async tidy(): Promise<void> {
    await retryOnce(() => this.#worker.call('tidy', null), undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#worker[Symbol.asyncDispose]();
  }
}
