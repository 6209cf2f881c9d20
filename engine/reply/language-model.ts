/** Port: a chat model that streams. Stateless for its callers; adapters cache what they have already read. */

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

/** Background work (compaction) gives way to, and never evicts the cache of, foreground work (the turn). */
export type Priority = 'foreground' | 'background';

export interface PrefillRequest {
  readonly messages: readonly ChatMessage[];
  /** The beginning of a user message that is still being spoken. */
  readonly openUserText?: string;
  readonly priority: Priority;
}

export interface GenerateRequest {
  /** Ends with a user message. */
  readonly messages: readonly ChatMessage[];
  /** The answer's beginning, already given: the model goes on from there and does not repeat it. */
  readonly answerSoFar?: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed?: number;
  /** JSON schema that the answer must satisfy. */
  readonly jsonSchema?: Readonly<Record<string, unknown>>;
  readonly priority: Priority;
}

export interface TokenUsage {
  readonly promptTokens: number;
  /** Prompt tokens that were not in the cache and had to be read. */
  readonly evaluatedTokens: number;
  readonly generatedTokens: number;
}

export type ReplyDelta =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'finished'; readonly reason: 'end' | 'length'; readonly usage: TokenUsage };

export interface LanguageModel extends AsyncDisposable {
  /** Tokens that prompt and answer may have together. */
  readonly contextTokens: number;
  /** Reads a prompt ahead of its use. Resolves when all of it is read, or early when `signal` aborts. */
  prefill(request: PrefillRequest, signal: AbortSignal): Promise<TokenUsage>;
  /**
   * Streams the answer; `finished` comes last. Ends with a `cancelled` fault soon after `signal` aborts.
   * What was read and written stays cached, so that the next request pays only for what is new.
   */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<ReplyDelta>;
  /** Tokens of the rendered messages, template included. */
  countTokens(messages: readonly ChatMessage[]): Promise<number>;
}
