/** The language model port, answered by a supervised worker. */

import { SottoFault } from '../../contract/faults.ts';
import { AsyncQueue } from '../base/async-queue.ts';
import type {
  ChatMessage,
  GenerateRequest,
  LanguageModel,
  PrefillRequest,
  ReplyDelta,
  TokenUsage,
} from '../reply/language-model.ts';
import type { LlmCalls, LlmLoad } from './llm-worker.ts';
import { diedUnderCall, retryOnce } from './retry.ts';
import type { WorkerSupervisor } from './supervisor.ts';

export class RemoteLanguageModel implements LanguageModel {
  readonly contextTokens: number;
  readonly #worker: WorkerSupervisor<LlmCalls, LlmLoad>;

  constructor(worker: WorkerSupervisor<LlmCalls, LlmLoad>, contextTokens: number) {
    this.#worker = worker;
    this.contextTokens = contextTokens;
  }

  prefill(request: PrefillRequest, signal: AbortSignal): Promise<TokenUsage> {
    return retryOnce(() => this.#worker.call('prefill', request, { signal }), signal);
  }

  countTokens(messages: readonly ChatMessage[]): Promise<number> {
    return retryOnce(() => this.#worker.call('countTokens', messages), undefined);
  }

  /** After a crash the answer is taken up where it broke off, so that what was said stays true. */
  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<ReplyDelta> {
    let answerSoFar = request.answerSoFar ?? '';
    try {
      for await (const delta of this.#stream(request, signal)) {
        if (delta.type === 'text') answerSoFar += delta.text;
        yield delta;
      }
      return;
    } catch (error) {
      if (signal.aborted || !diedUnderCall(error)) throw error;
    }
    yield* this.#stream({ ...request, answerSoFar }, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#worker[Symbol.asyncDispose]();
  }

  async *#stream(request: GenerateRequest, signal: AbortSignal): AsyncIterable<ReplyDelta> {
    // One item a token, what was held back at the end, and the end itself.
    const deltas = new AsyncQueue<ReplyDelta>(request.maxTokens + 2);
    const stopped = new AbortController();
    const either = AbortSignal.any([signal, stopped.signal]);
    const done = this.#worker.call('generate', request, {
      signal: either,
      onItem: (item) => deltas.push(item as ReplyDelta),
    });
    done.then(
      () => deltas.close(),
      (error: unknown) => deltas.fail(error instanceof Error ? error : new SottoFault('internal', String(error))),
    );
    try {
      yield* deltas;
    } finally {
      stopped.abort();
    }
  }
}
