/** A language model that says what a script tells it, with the cache and the manners of the real one. */

import { SottoFault } from '../../contract/faults.ts';
import { AsyncQueue } from '../base/async-queue.ts';
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
import { cancelled, closed, PriorityGate } from './priority-gate.ts';
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

/** About a syllable is a token, and so is each marker of the template where markers count. */
const TEXT_PIECES = /\p{L}{1,3}|\p{N}|[^\p{L}\p{N}]/gu;
const TEMPLATE_PIECES = /<\|[a-z_]+\|>|\p{L}{1,3}|\p{N}|[^\p{L}\p{N}]/gu;
const DEFAULT_CONTEXT_TOKENS = 4096;

/** The marker and the line break that end a message: not part of what the model says. */
const END_OF_MESSAGE_TOKENS = 2;

interface FakeLane {
  tokens: readonly number[];
  heldBy: Priority | undefined;
}

export function createFakeLanguageModel(script: FakeLanguageModelScript): LanguageModel {
  return new FakeLanguageModel(script);
}

class FakeLanguageModel implements LanguageModel {
  readonly contextTokens: number;
  readonly #script: FakeLanguageModelScript;
  readonly #prompts = new PromptTokenizer('chatml', createWordVocabulary());
  readonly #gate = new PriorityGate();
  readonly #closing = new AbortController();
  readonly #lanes: readonly FakeLane[] = [
    { tokens: [], heldBy: undefined },
    { tokens: [], heldBy: undefined },
  ];
  #liveLane = 0;

  constructor(script: FakeLanguageModelScript) {
    this.#script = script;
    this.contextTokens = script.contextTokens ?? DEFAULT_CONTEXT_TOKENS;
  }

  async prefill(request: PrefillRequest, signal: AbortSignal): Promise<TokenUsage> {
    if (this.#closing.signal.aborted) throw closed();
    const tail: ChatTail =
      request.openUserText === undefined ? { type: 'nothing' } : { type: 'open-user', text: request.openUserText };
    const prompt = this.#toPrompt(request.messages, tail);
    let evaluatedTokens = 0;
    try {
      await this.#hold(request.priority, prompt, signal, async (lane, step) => {
        if (this.#script.beforePrefill !== undefined) await step(this.#script.beforePrefill(request));
        evaluatedTokens = prompt.length - commonPrefixLength(lane.tokens, prompt);
        lane.tokens = prompt;
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return { promptTokens: prompt.length, evaluatedTokens, generatedTokens: 0 };
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ReplyDelta> {
    if (this.#closing.signal.aborted) throw closed();
    const prompt = this.#toPrompt(request.messages, { type: 'answer' });
    const deltas = new AsyncQueue<ReplyDelta>(request.maxTokens + 1);
    const left = new AbortController();
    const produced = this.#hold(
      request.priority,
      prompt,
      AbortSignal.any([signal, left.signal]),
      async (lane, step) => {
        const evaluatedTokens = prompt.length - Math.min(prompt.length - 1, commonPrefixLength(lane.tokens, prompt));
        lane.tokens = prompt;
        const answer = this.#script.answer(request);
        if (answer === 'hang') await step(new Promise(() => undefined));
        const begun = request.answerSoFar ?? '';
        const rest = answer.startsWith(begun) ? answer.slice(begun.length) : answer;
        const pieces = rest.match(/\s*\S+\s*/g) ?? [];
        const said = pieces.slice(0, request.maxTokens);
        for (const [index, text] of said.entries()) {
          await step(this.#script.beforePiece?.(index, request) ?? Promise.resolve());
          deltas.push({ type: 'text', text });
        }
        await step(Promise.resolve());
        const spoken = [...request.messages, { role: 'assistant', text: begun + said.join('') } as const];
        lane.tokens = this.#prompts.tokenize(spoken, { type: 'nothing' }).slice(0, -END_OF_MESSAGE_TOKENS);
        const usage = { promptTokens: prompt.length, evaluatedTokens, generatedTokens: said.length };
        deltas.push({ type: 'finished', reason: pieces.length > said.length ? 'length' : 'end', usage });
      },
    );
    produced.then(
      () => deltas.close(),
      (error: unknown) => deltas.fail(error instanceof Error ? error : new Error(String(error))),
    );
    try {
      yield* deltas;
    } finally {
      left.abort();
    }
  }

  async countTokens(messages: readonly ChatMessage[]): Promise<number> {
    return this.#prompts.tokenize(messages, { type: 'nothing' }).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#gate.settled();
  }

  /** Runs a request with a lane of its own. `step` waits for the device, and then for what it is given. */
  async #hold(
    priority: Priority,
    prompt: readonly number[],
    signal: AbortSignal,
    work: (lane: FakeLane, step: (before: Promise<void>) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const requestSignal = AbortSignal.any([signal, this.#closing.signal]);
    const leave = await this.#gate.admit(priority, requestSignal);
    const states = this.#lanes.map(({ tokens, heldBy }) => ({
      tokens,
      isHeld: heldBy !== undefined && heldBy !== priority,
    }));
    const index = chooseLane(states, prompt, priority, this.#liveLane);
    const lane = this.#lanes[index] ?? { tokens: [], heldBy: undefined };
    if (priority === 'foreground') this.#liveLane = index;
    lane.heldBy = priority;
    try {
      const pass = (): Promise<void> => this.#gate.step(priority, requestSignal, async () => undefined);
      await pass();
      await work(lane, async (before) => {
        await untilAborted(before, requestSignal);
        await pass();
      });
    } finally {
      lane.heldBy = undefined;
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
    tokenize: (text, special) => (text.match(special ? TEMPLATE_PIECES : TEXT_PIECES) ?? []).map(idOf),
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
