/** Language model on a server that speaks the OpenAI chat protocol: llama-server, Ollama, LM Studio, vLLM and others. */

import { z } from 'zod';

import { SottoFault } from '../../contract/faults.ts';
import type {
  ChatMessage,
  GenerateRequest,
  LanguageModel,
  PrefillRequest,
  ReplyDelta,
  TokenUsage,
} from './language-model.ts';
import { cancelled, closed, throwIfAborted } from './priority-gate.ts';
import { refused, refusedInStream, unreachable } from './server-faults.ts';
import { readServerSentEvents } from './server-sent-events.ts';

export interface OpenAiServerOptions {
  /** Address up to and including the version, such as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly model: string;
  /** What the server's model can hold; servers do not tell. */
  readonly contextTokens?: number;
  /** Until the response begins. Servers that load a model on demand need many seconds. */
  readonly connectTimeoutMs?: number;
  /** Between two pieces of the answer. */
  readonly idleTimeoutMs?: number;
}

const DEFAULT_CONTEXT_TOKENS = 8192;
const DEFAULT_CONNECT_TIMEOUT_MS = 30_000;
const DEFAULT_IDLE_TIMEOUT_MS = 30_000;
const MAX_ERROR_BODY_CHARACTERS = 64 * 1024;
/** No tokeniser makes longer tokens of ordinary text; a server that ignores `max_tokens` is stopped by it. */
const MAX_CHARACTERS_PER_TOKEN = 32;

/** Bytes of UTF-8 a token stands for on average, rather too few; and what a template adds to each message. */
const BYTES_PER_TOKEN = 3.5;
const TEMPLATE_TOKENS = 5;

const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
  error: z.unknown().optional(),
});

/**
 * @throws SottoFault `bad-input` when the address is not one. Whether a server is there shows with the first request.
 */
export function createOpenAiServerLanguageModel(options: OpenAiServerOptions): LanguageModel {
  const url = URL.canParse(options.baseUrl) ? new URL(options.baseUrl) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '') {
    throw new SottoFault('bad-input', 'The address of the server must begin with http:// or https://.', {
      stage: 'reply',
    });
  }
  return new OpenAiServerLanguageModel(options, url);
}

class OpenAiServerLanguageModel implements LanguageModel {
  readonly contextTokens: number;
  readonly #options: OpenAiServerOptions;
  readonly #endpoint: URL;
  readonly #closing = new AbortController();

  constructor(options: OpenAiServerOptions, baseUrl: URL) {
    this.#options = options;
    this.#endpoint = new URL(`${baseUrl.pathname.replace(/\/+$/, '')}/chat/completions`, baseUrl);
    this.contextTokens = options.contextTokens ?? DEFAULT_CONTEXT_TOKENS;
  }

  /** Does nothing: the protocol has no way to read ahead. Servers keep their own caches of prefixes. */
  async prefill(_request: PrefillRequest, _signal: AbortSignal): Promise<TokenUsage> {
    if (this.#closing.signal.aborted) throw closed();
    return { promptTokens: 0, evaluatedTokens: 0, generatedTokens: 0 };
  }

  /** An estimate: the tokeniser is the server's. Errs on the high side for languages with an alphabet. */
  async countTokens(messages: readonly ChatMessage[]): Promise<number> {
    let tokens = 0;
    for (const { text } of messages) tokens += Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) + TEMPLATE_TOKENS;
    return tokens;
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ReplyDelta> {
    if (this.#closing.signal.aborted) throw closed();
    const { origin } = this.#endpoint;
    const privateTexts = request.messages.map((message) => message.text);
    const timeout = new AbortController();
    const callerSignal = AbortSignal.any([signal, this.#closing.signal]);
    const fetchSignal = AbortSignal.any([callerSignal, timeout.signal]);
    throwIfAborted(callerSignal);
    let hasAnswered = false;
    try {
      const response = await within(this.#options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS, timeout, () =>
        fetch(this.#endpoint, this.#toFetch(request, fetchSignal)),
      );
      hasAnswered = true;
      if (!response.ok || response.body === null) {
        const retryAfter = response.headers.get('retry-after');
        const body = await within(this.#idleTimeoutMs, timeout, () => readStart(response));
        throw refused({
          origin,
          model: this.#options.model,
          status: response.status,
          body,
          ...(retryAfter === null ? {} : { retryAfter }),
          privateTexts,
        });
      }
      const bytes = withIdleTimeout(response.body, this.#idleTimeoutMs, timeout);
      yield* readAnswer(bytes, request.maxTokens, origin, privateTexts);
    } catch (error) {
      if (callerSignal.aborted) throw cancelled();
      if (error instanceof SottoFault) throw error;
      if (timeout.signal.aborted) throw unreachable(origin, hasAnswered ? 'fell silent' : 'does not answer', error);
      throw unreachable(origin, hasAnswered ? 'broke the connection off' : 'cannot be reached', error);
    } finally {
      // Ends a response that nobody reads to its end.
      timeout.abort();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
  }

  get #idleTimeoutMs(): number {
    return this.#options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS;
  }

  #toFetch(request: GenerateRequest, signal: AbortSignal): RequestInit {
    const { apiKey, model } = this.#options;
    const schema = request.jsonSchema;
    const messages = request.messages.map(({ role, text }) => ({ role, content: text }));
    // Most servers go on with a last message of the assistant; the protocol says nothing about it.
    if (request.answerSoFar) messages.push({ role: 'assistant', content: request.answerSoFar });
    const body = {
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
      temperature: request.temperature,
      max_tokens: request.maxTokens,
      ...(request.seed === undefined ? {} : { seed: request.seed }),
      ...(schema === undefined
        ? {}
        : { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }),
    };
    return {
      method: 'POST',
      signal,
      // A redirect would carry the conversation to an address that nobody chose.
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(apiKey === undefined || apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(body),
    };
  }
}

async function* readAnswer(
  bytes: AsyncIterable<Uint8Array>,
  maxTokens: number,
  origin: string,
  privateTexts: readonly string[],
): AsyncGenerator<ReplyDelta> {
  let finish: string | undefined;
  let characters = 0;
  let pieces = 0;
  let usage: TokenUsage | undefined;
  for await (const data of readServerSentEvents(bytes)) {
    if (data === '[DONE]') {
      finish ??= 'stop';
      break;
    }
    const chunk = parseChunk(data, origin);
    if (chunk.error !== undefined && chunk.error !== null) throw refusedInStream(origin, chunk.error, privateTexts);
    const choice = chunk.choices?.[0];
    finish = choice?.finish_reason ?? finish;
    if (chunk.usage) {
      const { prompt_tokens: promptTokens, completion_tokens: generatedTokens } = chunk.usage;
      const cached = chunk.usage.prompt_tokens_details?.cached_tokens ?? 0;
      usage = { promptTokens, evaluatedTokens: Math.max(0, promptTokens - cached), generatedTokens };
    }
    const text = choice?.delta?.content;
    if (!text) continue;
    pieces += 1;
    characters += text.length;
    yield { type: 'text', text };
    if (characters > maxTokens * MAX_CHARACTERS_PER_TOKEN) {
      finish = 'length';
      break;
    }
  }
  if (finish === undefined) throw unreachable(origin, 'broke the connection off in the middle of its answer');
  yield {
    type: 'finished',
    reason: finish === 'length' ? 'length' : 'end',
    // Most servers send one token a piece.
    usage: usage ?? { promptTokens: 0, evaluatedTokens: 0, generatedTokens: pieces },
  };
}

function parseChunk(data: string, origin: string): z.infer<typeof chunkSchema> {
  try {
    return chunkSchema.parse(JSON.parse(data));
  } catch (error) {
    throw new SottoFault(
      'server-refused',
      `The server at ${origin} does not speak the OpenAI chat protocol. Check the address.`,
      { stage: 'reply', cause: error },
    );
  }
}

/** The beginning of a body: enough for any message meant for people. */
async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ERROR_BODY_CHARACTERS) break;
  }
  return text;
}

async function within<T>(limitMs: number, timeout: AbortController, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => timeout.abort(), limitMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/** The same bytes; aborts when none come for a while. The time that the reader takes does not count. */
async function* withIdleTimeout(
  bytes: AsyncIterable<Uint8Array>,
  limitMs: number,
  timeout: AbortController,
): AsyncGenerator<Uint8Array> {
  const reader = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(limitMs, timeout, () => reader.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await reader.return?.();
  }
}
