/** An engine in the hand of a test: it keeps what is typed, and answers with the same words. */

import type { EngineEvent } from '../contract/events.ts';
import type { SottoFault } from '../contract/faults.ts';
import type { ConversationId, TurnId } from '../contract/ids.ts';
import type { Engine, EngineOptions } from '../engine/engine.ts';

export class FakeEngine implements Engine {
  readonly modelIds: Readonly<Record<string, string>>;
  readonly workerPids: Readonly<Record<string, number>> = {};
  /** What it was asked to do, in order. */
  readonly asked: string[] = [];
  readonly options: EngineOptions;
  #conversationId: ConversationId | undefined;
  #turn = 0;

  constructor(options: EngineOptions) {
    this.options = options;
    this.#conversationId = options.conversationId;
    this.modelIds = { llm: options.settings.models.llm ?? 'fake' };
  }

  tell(event: EngineEvent): void {
    this.options.onEvent(event);
  }

  async warmUp(): Promise<void> {
    this.asked.push('warmUp');
  }

  async converse(): Promise<void> {
    this.asked.push('converse');
  }

  async submit(text: string, _signal: AbortSignal, { isSilent = false } = {}): Promise<void> {
    this.asked.push(`submit ${text}${isSilent ? ' silently' : ''}`);
    const { store } = this.options;
    const createdAtMs = 1000;
    if (this.#conversationId === undefined) {
      this.#conversationId = `conversation of ${text}` as ConversationId;
      await store.createConversation({ id: this.#conversationId, title: text, createdAtMs });
    }
    const known = await store.turns(this.#conversationId);
    this.#turn = Math.max(0, ...known.map(({ number }) => number)) + 1;
    const turn = { number: this.#turn as TurnId, text, status: 'complete', createdAtMs } as const;
    await store.keepTurn(this.#conversationId, { ...turn, role: 'user' });
    this.tell({ type: 'reply.started', turnId: this.#turn, replyId: this.#turn });
    this.tell({ type: 'reply.delta', replyId: this.#turn, text });
    await store.keepTurn(this.#conversationId, { ...turn, role: 'assistant' });
  }

  async say(text: string): Promise<void> {
    this.asked.push(`say ${text}`);
  }

  async openConversation(id: ConversationId | undefined): Promise<void> {
    this.asked.push(`open ${id}`);
    this.#conversationId = id;
    this.#turn = 0;
  }

  adopt({ voice }: Parameters<Engine['adopt']>[0]): void {
    this.asked.push(`speed ${voice.speed}`);
  }

  press(): void {
    this.asked.push('press');
  }

  release(): void {
    this.asked.push('release');
  }

  stop(): void {
    this.asked.push('stop');
  }

  setMuted(muted: boolean): void {
    this.asked.push(`muted ${muted}`);
  }

  notice(notice: Parameters<Engine['notice']>[0]): void {
    this.tell(notice);
  }

  async settled(): Promise<void> {}

  async speak(): ReturnType<Engine['speak']> {
    return { pcm: new Float32Array(0), sampleRateHz: 16_000, visemes: [] };
  }

  async conversationKept(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.asked.push('dispose');
  }
}

/** Makes fake engines, until it is told that there is something missing. */
export class FakeEngines {
  readonly made: FakeEngine[] = [];
  missing: SottoFault | undefined;

  create = async (options: EngineOptions): Promise<Engine> => {
    if (this.missing !== undefined) throw this.missing;
    const engine = new FakeEngine(options);
    this.made.push(engine);
    return engine;
  };

  get last(): FakeEngine {
    const engine = this.made.at(-1);
    if (engine === undefined) throw new Error('No engine was made.');
    return engine;
  }
}
