/**
 * Downloads of models that outlive the page that asked for them: one runs, the others wait for it.
 *
 * Invariants:
 * 1. A model is in the list once: asked for again, it goes on.
 * 2. What is paused or has failed stays in the list until it goes on or is given up.
 */

import { toFault } from '../contract/faults.ts';
import type { DownloadView } from '../contract/model-views.ts';

type Progress = Omit<DownloadView, 'modelId' | 'state' | 'fault'>;

export interface DownloadParts {
  /** Goes on from what has come before. Rejects with `cancelled` once the signal aborts. */
  install(
    modelId: string,
    options: { readonly again: boolean; readonly signal: AbortSignal; onProgress(progress: Progress): void },
  ): Promise<void>;
  publish(downloads: readonly DownloadView[]): void;
  installed(modelId: string): void;
  nowMs(): number;
}

interface Job {
  readonly again: boolean;
  readonly abort: AbortController;
}

/** More often nobody reads it. */
const TELL_EVERY_MS = 200;
const NOTHING_YET: Progress = { phase: 'waiting', doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 };

export class Downloads implements AsyncDisposable {
  readonly #parts: DownloadParts;
  readonly #views = new Map<string, DownloadView>();
  readonly #jobs = new Map<string, Job>();
  #queue: Promise<void> = Promise.resolve();
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: DownloadParts) {
    this.#parts = parts;
  }

  start(modelId: string, again: boolean): void {
    if (this.#jobs.has(modelId)) return;
    const job: Job = { again, abort: new AbortController() };
    this.#jobs.set(modelId, job);
    const before = this.#views.get(modelId) ?? NOTHING_YET;
    const { phase, doneBytes, totalBytes } = before;
    this.#set({ modelId, state: 'waiting', phase, doneBytes, totalBytes, bytesPerSecond: 0 });
    this.#queue = this.#queue.then(() => this.#run(modelId, job));
  }

  pause(modelId: string): void {
    const view = this.#views.get(modelId);
    if (view === undefined || !this.#end(modelId)) return;
    this.#set({ ...view, state: 'paused', bytesPerSecond: 0 });
  }

  cancel(modelId: string): void {
    this.#end(modelId);
    if (this.#views.delete(modelId)) this.#tell();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const modelId of [...this.#jobs.keys()]) this.#end(modelId);
    await this.#queue;
  }

  /** @returns whether it ran or waited. */
  #end(modelId: string): boolean {
    this.#jobs.get(modelId)?.abort.abort();
    return this.#jobs.delete(modelId);
  }

  async #run(modelId: string, job: Job): Promise<void> {
    const isOurs = (): boolean => this.#jobs.get(modelId) === job;
    if (!isOurs()) return;
    try {
      this.#set({ ...(this.#views.get(modelId) ?? { modelId, ...NOTHING_YET }), state: 'running' });
      await this.#parts.install(modelId, {
        again: job.again,
        signal: job.abort.signal,
        onProgress: (progress) => {
          if (isOurs()) this.#progressed({ modelId, state: 'running', ...progress });
        },
      });
      if (isOurs()) this.#views.delete(modelId);
      this.#parts.installed(modelId);
    } catch (error) {
      const view = this.#views.get(modelId);
      if (isOurs() && view !== undefined) {
        this.#views.set(modelId, { ...view, state: 'failed', bytesPerSecond: 0, fault: toFault(error) });
      }
    } finally {
      if (isOurs()) this.#jobs.delete(modelId);
      this.#tell();
    }
  }

  #progressed(view: DownloadView): void {
    const isSamePhase = this.#views.get(view.modelId)?.phase === view.phase;
    this.#views.set(view.modelId, view);
    if (!isSamePhase || this.#parts.nowMs() - this.#toldAtMs >= TELL_EVERY_MS) this.#tell();
  }

  #set(view: DownloadView): void {
    this.#views.set(view.modelId, view);
    this.#tell();
  }

  #tell(): void {
    this.#toldAtMs = this.#parts.nowMs();
    this.#parts.publish([...this.#views.values()]);
  }
}
