/** A language model that says what a script tells it, with the cache and the manners of the real one. */

import { SottoFault } from '../../contract/faults.ts';
import type { ChatTail } from './chat-families.ts';
import { chooseLane, commonPrefixLength } from './kv-lanes.ts';
import type {
  ChatMessage,
  GenerateRequest,
  LanguageModel,
  PrefillRequest,
  Priority,
  ReplyDelta,
  TokenUsage,
} from './language-model.ts';
import { cancelled, PriorityGate, throwIfAborted } from './priority-gate.ts';
import { PromptTokenizer, type Vocabulary } from './prompt-tokens.ts';

export interface FakeLanguageModelScript {
  /** What to say. A thrown fault fails the request; `hang` says nothing until the request is aborted. */
  readonly answer: (request: GenerateRequest) => string | 'hang';
  /** Awaited before each piece of an answer, counted from 0: how a test holds the model at a place of its choice. */
  readonly beforePiece?: (index: number, request: GenerateRequest) => Promise<void>;
  /** Awaited before a prompt is read. */
  readonly beforePrefill?: (request: PrefillRequest) => Promise<void>;
  readonly contextTokens?: number;
}

/** Each word, each run of other characters, and each marker of the template is a token. */
const PIECES = /<\|[a-z_]+\|>|\p{L}+|\p{N}+|[^\p{L}\p{N}]/gu;
const DEFAULT_CONTEXT_TOKENS = 4096;

export function createFakeLanguageModel(script: FakeLanguageModelScript): LanguageModel {
  return new FakeLanguageModel(script);
}

class FakeLanguageModel implements LanguageModel {
  readonly contextTokens: number;
  readonly #script: FakeLanguageModelScript;
  readonly #prompts = new PromptTokenizer('chatml', createWordVocabulary());
  readonly #gate = new PriorityGate();
  readonly #closing = new AbortController();
  readonly #lanes: { tokens: number[]; heldBy: Priority | undefined }[] = [
    { tokens: [], heldBy: undefined },
    { tokens: [], heldBy: undefined },
  ];
  #liveLane = 0;

  constructor(script: FakeLanguageModelScript) {
    this.#script = script;
    this.contextTokens = script.contextTokens ?? DEFAULT_CONTEXT_TOKENS;
  }

  async prefill(request: PrefillRequest, signal: AbortSignal): Promise<TokenUsage> {
    const tail: ChatTail =
      request.openUserText === undefined ? { type: 'nothing' } : { type: 'open-user', text: request.openUserText };
    const prompt = this.#toPrompt(request.messages, tail);
    try {
      const requestSignal = AbortSignal.any([signal, this.#closing.signal]);
      const evaluatedTokens = await this.#read(request.priority, prompt, requestSignal, async () => {
        if (this.#script.beforePrefill !== undefined) {
          await untilAborted(this.#script.beforePrefill(request), requestSignal);
        }
      });
      return { promptTokens: prompt.length, evaluatedTokens, generatedTokens: 0 };
    } catch (error) {
      if (!signal.aborted) throw error;
      return { promptTokens: prompt.length, evaluatedTokens: 0, generatedTokens: 0 };
    }
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ReplyDelta> {
    const requestSignal = AbortSignal.any([signal, this.#closing.signal]);
    const prompt = this.#toPrompt(request.messages, { type: 'answer' });
    const evaluatedTokens = await this.#read(request.priority, prompt, requestSignal, async () => undefined);
    const answer = this.#script.answer(request);
    if (answer === 'hang') await untilAborted(new Promise(() => undefined), requestSignal);
    const pieces = answer.match(/\S+\s*/g) ?? [];
    let index = 0;
    for (const text of pieces.slice(0, request.maxTokens)) {
      if (this.#script.beforePiece !== undefined) {
        await untilAborted(this.#script.beforePiece(index, request), requestSignal);
      }
      throwIfAborted(requestSignal);
      yield { type: 'text', text };
      index += 1;
    }
    throwIfAborted(requestSignal);
    const lane = this.#lanes[this.#liveLane];
    if (request.priority === 'foreground' && lane !== undefined) {
      const said: ChatMessage = { role: 'assistant', text: answer };
      lane.tokens = this.#prompts.tokenize([...request.messages, said], { type: 'nothing' }).slice(0, -2);
    }
    const usage = { promptTokens: prompt.length, evaluatedTokens, generatedTokens: index };
    yield { type: 'finished', reason: pieces.length > index ? 'length' : 'end', usage };
  }

  async countTokens(messages: readonly ChatMessage[]): Promise<number> {
    return this.#prompts.tokenize(messages, { type: 'nothing' }).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#gate.settled();
  }

  /** Puts the prompt into a lane. Returns how many of its tokens were not there yet. */
  async #read(priority: Priority, prompt: number[], signal: AbortSignal, work: () => Promise<void>): Promise<number> {
    const leave = await this.#gate.admit(priority, signal);
    try {
      const states = this.#lanes.map(({ tokens, heldBy }) => ({
        tokens,
        isHeld: heldBy !== undefined && heldBy !== priority,
      }));
      const index = chooseLane(states, prompt, priority, this.#liveLane);
      const lane = this.#lanes[index];
      if (lane === undefined) throw new SottoFault('internal', 'No lane.', { stage: 'reply' });
      lane.heldBy = priority;
      if (priority === 'foreground') this.#liveLane = index;
      try {
        await work();
        return await this.#gate.step(priority, signal, async () => {
          const evaluated = prompt.length - Math.min(prompt.length - 1, commonPrefixLength(lane.tokens, prompt));
          lane.tokens = prompt;
          return evaluated;
        });
      } finally {
        lane.heldBy = undefined;
      }
    } finally {
      leave();
    }
  }

  #toPrompt(messages: readonly ChatMessage[], tail: ChatTail): number[] {
    const prompt = this.#prompts.tokenize(messages, tail);
    if (prompt.length > this.contextTokens) {
      throw new SottoFault('bad-input', 'The prompt is longer than the context.', { stage: 'reply' });
    }
    return prompt;
  }
}

function createWordVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const idOf = (piece: string): number => {
    const id = ids.get(piece) ?? ids.size;
    ids.set(piece, id);
    return id;
  };
  return {
    tokenize(text, special) {
      const pieces = text.match(PIECES) ?? [];
      return pieces.map((piece) => idOf(special || !piece.startsWith('<|') ? piece : `text ${piece}`));
    },
    isControl: () => false,
  };
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled());
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
