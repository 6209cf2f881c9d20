/**
 * Language model in this process, on llama.cpp. A damaged model file can abort the process: run it in a worker.
 *
 * The cache has lanes: independent key-value sequences in one context. The foreground continues in the lane with the
 * longest common prefix; background work uses another, so that the live conversation stays read.
 */

import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { LlamaGrammarEvaluationState } from 'node-llama-cpp';
import type { ChatFamily } from '../../contract/chat-family.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { ChatTail } from './chat-families.ts';
import { stopTextsOf } from './chat-families.ts';
import { chooseLane } from './kv-lanes.ts';
import type {
  ChatMessage,
  GenerateRequest,
  LanguageModel,
  PrefillRequest,
  Priority,
  ReplyDelta,
  TokenUsage,
} from './language-model.ts';
import { type LlamaLanguageModelOptions, type LoadedLlama, loadLlama, vocabularyOf } from './llama-runtime.adapter.ts';
import { cancelled, closed, PriorityGate, throwIfAborted } from './priority-gate.ts';
import { PromptTokenizer } from './prompt-tokens.ts';
import { SliceSize } from './slice-size.ts';
import { StopText, TokenText } from './token-text.ts';

export type { LlamaLanguageModelOptions } from './llama-runtime.adapter.ts';

/** An answer shorter than this is of no use; a prompt that leaves no room for it is too long. */
const MIN_ANSWER_TOKENS = 16;
/** Small models fall into loops; more than this makes them avoid the very words of the question. */
const REPEAT_PENALTY = 1.1;
const REPEAT_WINDOW_TOKENS = 64;
const TOP_P = 0.9;
const TOP_K = 40;
const MIN_P = 0.05;

type RuntimeSchema = Parameters<Llama['createGrammarForJsonSchema']>[0];

interface Lane {
  readonly sequence: LlamaContextSequence;
  heldBy: Priority | undefined;
}

/** One request's hold on a lane, from admission to release. */
interface Hold {
  readonly sequence: LlamaContextSequence;
  readonly priority: Priority;
  /** Aborts with the caller's signal, when the model closes, or when a turn takes the only lane. */
  readonly signal: AbortSignal;
  release(): void;
}

interface Prompt {
  readonly tokens: readonly Token[];
  /** Length of the part that later prompts begin with, whatever the answer will be. */
  readonly committedTokens: number;
}

/**
 * Loads a model.
 * @throws SottoFault `model-missing`, `model-corrupt`, `model-unsupported` or `model-does-not-fit`.
 */
export async function createLlamaLanguageModel(options: LlamaLanguageModelOptions): Promise<LanguageModel> {
  return new LlamaLanguageModel(await loadLlama(options), options.chatFamily);
}

class LlamaLanguageModel implements LanguageModel {
  readonly contextTokens: number;
  readonly #llama: Llama;
  readonly #model: LlamaModel;
  readonly #context: LlamaContext;
  readonly #lanes: readonly Lane[];
  readonly #prompts: PromptTokenizer;
  readonly #stops: readonly string[];
  readonly #gate = new PriorityGate();
  readonly #slice: SliceSize;
  readonly #closing = new AbortController();
  /** How a turn takes the lane from background work where there is only one. */
  #preemption: AbortController | undefined;
  #liveLane = 0;

  constructor({ llama, model, context, sequences, contextTokens }: LoadedLlama, family: ChatFamily) {
    this.#llama = llama;
    this.#model = model;
    this.#context = context;
    this.#lanes = sequences.map((sequence) => ({ sequence, heldBy: undefined }));
    this.#prompts = new PromptTokenizer(family, vocabularyOf(model));
    this.#stops = stopTextsOf(family);
    this.#slice = new SliceSize(context.batchSize);
    this.contextTokens = contextTokens;
  }

  async prefill(request: PrefillRequest, signal: AbortSignal): Promise<TokenUsage> {
    const tail: ChatTail =
      request.openUserText === undefined ? { type: 'nothing' } : { type: 'open-user', text: request.openUserText };
    this.#throwIfClosed();
    const prompt = this.#toPrompt(request.messages, tail, 0);
    let evaluatedTokens = 0;
    try {
      const hold = await this.#take(request.priority, prompt, signal);
      try {
        await this.#align(hold, prompt.tokens);
        const start = hold.sequence.nextTokenIndex;
        try {
          await this.#read(hold, prompt, prompt.tokens.length);
        } finally {
          evaluatedTokens = hold.sequence.nextTokenIndex - start;
        }
      } finally {
        hold.release();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return { promptTokens: prompt.tokens.length, evaluatedTokens, generatedTokens: 0 };
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ReplyDelta> {
    this.#throwIfClosed();
    const begun = request.answerSoFar ?? '';
    // A model goes on with a space and a word, never with the word alone.
    const tail: ChatTail = { type: 'answer', begun: begun.trimEnd() };
    const prompt = this.#toPrompt(request.messages, tail, MIN_ANSWER_TOKENS);
    const grammar = await this.#grammarFor(request);
    const hold = await this.#take(request.priority, prompt, signal);
    try {
      const { sequence } = hold;
      // The last token is always read again: the answer begins from its logits.
      await this.#align(hold, prompt.tokens.slice(0, -1));
      const evaluatedTokens = prompt.tokens.length - sequence.nextTokenIndex;
      await this.#read(hold, prompt, Math.max(sequence.nextTokenIndex, prompt.tokens.length - this.#slice.tokens));

      const generated: Token[] = [];
      const stream = sequence.evaluate(prompt.tokens.slice(sequence.nextTokenIndex), {
        temperature: request.temperature,
        topP: TOP_P,
        topK: TOP_K,
        minP: MIN_P,
        ...(request.seed === undefined ? {} : { seed: request.seed }),
        ...(grammar === undefined
          ? { repeatPenalty: { penalty: REPEAT_PENALTY, punishTokens: () => generated.slice(-REPEAT_WINDOW_TOKENS) } }
          : { grammarEvaluationState: grammar }),
      });
      const maxTokens = Math.min(request.maxTokens, this.contextTokens - prompt.tokens.length);
      let reason: 'end' | 'length' = 'length';
      let skipsSpace = begun !== begun.trimEnd();
      for await (const delta of this.#decode(hold, stream, generated, maxTokens, grammar !== undefined)) {
        if (delta.type === 'end') {
          reason = 'end';
          continue;
        }
        const text = skipsSpace ? delta.text.trimStart() : delta.text;
        skipsSpace &&= text === '';
        if (text !== '') yield { type: 'text', text };
      }
      const usage = { promptTokens: prompt.tokens.length, evaluatedTokens, generatedTokens: generated.length };
      yield { type: 'finished', reason, usage };
    } catch (error) {
      // Closing the model under a request makes the runtime throw its own errors.
      throw hold.signal.aborted ? cancelled() : error;
    } finally {
      hold.release();
    }
  }

  async countTokens(messages: readonly ChatMessage[]): Promise<number> {
    this.#throwIfClosed();
    return this.#prompts.tokenize(messages, { type: 'nothing' }).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#gate.settled();
    await this.#context.dispose();
    await this.#model.dispose();
  }

  /** Text of an answer as it is generated; `end` where the model, not the limit, ended it. */
  async *#decode(
    hold: Hold,
    stream: AsyncGenerator<Token, void>,
    generated: Token[],
    maxTokens: number,
    isJson: boolean,
  ): AsyncGenerator<{ readonly type: 'text'; readonly text: string } | { readonly type: 'end' }> {
    const text = new TokenText((tokens, before) => this.#model.detokenize(tokens as Token[], false, before as Token[]));
    const stop = new StopText(isJson ? [] : this.#stops);
    let answer = '';
    let hasEnded = false;
    try {
      while (!hasEnded && generated.length < maxTokens) {
        const next = await this.#gate.step(hold.priority, hold.signal, () => stream.next());
        if (next.done === true) {
          hasEnded = true;
        } else {
          generated.push(next.value);
          const piece = stop.push(text.push(next.value));
          answer += piece.text;
          hasEnded = piece.stopped || (isJson && isWholeJson(answer));
          if (piece.text !== '') yield { type: 'text', text: piece.text };
        }
        if (hasEnded) yield { type: 'end' };
      }
      const rest = stop.push(text.end()).text + stop.end();
      answer += rest;
      if (rest !== '' && !hasEnded) yield { type: 'text', text: rest };
    } finally {
      await stream.return();
      if (!this.#closing.signal.aborted) this.#remember(answer, generated);
    }
  }

  /** Not where the text is only a part of what the tokens say, or they are only the end of an answer. */
  #remember(answer: string, tokens: readonly Token[]): void {
    if (this.#model.detokenize(tokens).trim() === answer.trim()) this.#prompts.rememberAnswer(answer, tokens);
  }

  #throwIfClosed(): void {
    if (this.#closing.signal.aborted) throw closed();
  }

  #toPrompt(messages: readonly ChatMessage[], tail: ChatTail, answerTokens: number): Prompt {
    const tokens = this.#prompts.tokenize(messages, tail);
    if (tokens.length === 0) {
      throw new SottoFault('bad-input', 'A prompt needs at least one message.', { stage: 'reply' });
    }
    if (tokens.length + answerTokens > this.contextTokens) {
      throw new SottoFault(
        'bad-input',
        `The prompt has ${tokens.length} tokens, and this model holds ${this.contextTokens} with its answer. ` +
          'Drop older turns or choose a larger context.',
        { stage: 'reply' },
      );
    }
    const committed = this.#prompts.tokenize(messages, { type: 'nothing' });
    return { tokens: tokens as Token[], committedTokens: committed.length };
  }

  async #take(priority: Priority, prompt: Prompt, signal: AbortSignal): Promise<Hold> {
    const callerSignal = AbortSignal.any([signal, this.#closing.signal]);
    const leave = await this.#gate.admit(priority, callerSignal);
    const states = this.#lanes.map((lane) => ({
      tokens: lane.sequence.contextTokens,
      isHeld: lane.heldBy !== undefined && lane.heldBy !== priority,
    }));
    const index = chooseLane(states, prompt.tokens, priority, this.#liveLane);
    const lane = this.#lanes[index];
    if (lane === undefined) throw new SottoFault('internal', 'The language model has no lane.', { stage: 'reply' });

    let holdSignal = callerSignal;
    if (priority === 'foreground') {
      this.#liveLane = index;
      if (this.#lanes.length === 1) this.#preemption?.abort();
    } else {
      this.#preemption = new AbortController();
      holdSignal = AbortSignal.any([callerSignal, this.#preemption.signal]);
    }
    lane.heldBy = priority;
    const release = (): void => {
      if (lane.heldBy === priority) lane.heldBy = undefined;
      leave();
    };
    return { sequence: lane.sequence, priority, signal: holdSignal, release };
  }

  /** Drops from the lane whatever `tokens` do not begin with. */
  #align(hold: Hold, tokens: readonly Token[]): Promise<void> {
    return this.#gate.step(hold.priority, hold.signal, () => hold.sequence.adaptStateToTokens([...tokens], false));
  }

  /** Reads the prompt up to `end`, slice by slice. What was read stays when the signal aborts in between. */
  async #read(hold: Hold, prompt: Prompt, end: number): Promise<void> {
    const { sequence } = hold;
    while (sequence.nextTokenIndex < end) {
      const start = sequence.nextTokenIndex;
      let sliceEnd = Math.min(end, start + this.#slice.tokens);
      // A model that cannot drop single tokens goes back to a checkpoint, so one is kept where answers fork off.
      const forks = sequence.needsCheckpoints && start < prompt.committedTokens && sliceEnd >= prompt.committedTokens;
      if (forks) sliceEnd = prompt.committedTokens;
      await this.#gate.step(hold.priority, hold.signal, async () => {
        const startMs = performance.now();
        await this.#evaluate(sequence, prompt.tokens.slice(start, sliceEnd));
        this.#slice.record(sliceEnd - start, performance.now() - startMs);
        if (forks) await sequence.takeCheckpoint();
      });
    }
    throwIfAborted(hold.signal);
  }

  async #evaluate(sequence: LlamaContextSequence, tokens: Token[]): Promise<void> {
    try {
      await sequence.evaluateWithoutGeneratingNewTokens(tokens);
    } catch (error) {
      // A pass that failed half-way leaves cells nobody knows about.
      if (!sequence.disposed) await sequence.clearHistory();
      throw error;
    }
  }

  async #grammarFor(request: GenerateRequest): Promise<LlamaGrammarEvaluationState | undefined> {
    const schema = request.jsonSchema;
    if (schema === undefined) return undefined;
    if (request.answerSoFar !== undefined && request.answerSoFar !== '') {
      throw new SottoFault(
        'bad-input',
        'An answer in JSON cannot be taken up in the middle. Ask again for all of it.',
        {
          stage: 'reply',
          retryable: true,
        },
      );
    }
    try {
      const grammar = await this.#llama.createGrammarForJsonSchema(schema as RuntimeSchema);
      return new LlamaGrammarEvaluationState({ model: this.#model, grammar });
    } catch (error) {
      throw new SottoFault('bad-input', 'The JSON schema of the answer is one that this model cannot be held to.', {
        stage: 'reply',
        cause: error,
      });
    }
  }
}

/** Whether the text is one finished JSON object, list or string. A number may always go on. */
function isWholeJson(text: string): boolean {
  if (!/[}\]"]\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
