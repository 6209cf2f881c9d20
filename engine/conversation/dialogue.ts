/**
 * What was said so far: for the model as a prompt, for the user on the disk.
 *
 * Invariants:
 * 1. The model's memory holds what the user heard; the store holds all that was said, and what of it was heard.
 * 2. The user's words are handed to the store the moment their turn is committed, before anything answers them.
 * 3. Memory is shortened only while nobody has a turn.
 */

import { randomUUID } from 'node:crypto';
import type { EngineEvent } from '../../contract/events.ts';
import { toFault } from '../../contract/faults.ts';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import { type DocumentFindings, type DocumentSource, settleFindings } from '../knowledge/document-source.ts';
import { type Compactor, compactionLimits, createCompactor } from '../reply/compaction.ts';
import { type ConversationMemory, EMPTY_MEMORY, interruptedAt, rememberTurn } from '../reply/conversation-memory.ts';
import type { ChatMessage, LanguageModel, TokenUsage } from '../reply/language-model.ts';
import { buildPrompt } from '../reply/prompt.ts';
import type { Persona } from '../reply/speaking-style.ts';
import type { ConversationStore, TurnRecord } from '../storage/conversation-store.ts';
import { recallMemory } from './recall-memory.ts';

export interface DialogueOptions {
  readonly model: LanguageModel;
  readonly store: ConversationStore;
  readonly persona: Persona;
  /** Asked while the user still speaks; what it finds stands in the prompt of that turn alone. */
  readonly documents?: DocumentSource | undefined;
  /** Continues this conversation; absent begins a new one with the first turn. */
  readonly conversationId?: ConversationId | undefined;
  /** Wall clock, for the times of turns. */
  readonly nowMs?: () => number;
  readonly onEvent: (event: EngineEvent) => void;
}

/** How a reply ended, and how much of it was heard; all of it, unless it was interrupted. */
export type ReplyEnd =
  | { readonly status: 'complete' | 'failed' }
  | { readonly status: 'interrupted'; readonly heardText: string };

const TITLE_LENGTH = 60;
/** So many turns may be needed to know what a question points back to. */
const EARLIER_TURNS = 2;
/** Rather too few: a prompt that is thought longer than it is costs nothing but one count. */
const CHARACTERS_PER_TOKEN = 2;

export class Dialogue implements AsyncDisposable {
  readonly #options: DialogueOptions;
  readonly #compactor: Compactor;
  #memory: ConversationMemory = EMPTY_MEMORY;
  #conversationId: ConversationId | undefined;
  /** The one to go on with. */
  #continued: ConversationId | undefined;
  #lastTurn = 0 as TurnId;
  /** The turn that no reply has ended yet. */
  #open: { readonly turnId: TurnId; readonly userText: string } | undefined;
  /** Length of the last prompt with its answer, as the model counted it. */
  #knownTokens: number | undefined;
  /** For the turn that is being said. */
  #found: { readonly findings: DocumentFindings | undefined; readonly waitedMs: number } | undefined;
  #background = new AbortController();
  #backgroundWork: Promise<void> = Promise.resolve();
  /** Writes in order, one after the other. */
  #writing: Promise<void> = Promise.resolve();
  #opening: Promise<void> | undefined;
  #recalling: Promise<void> | undefined;

  constructor(options: DialogueOptions) {
    this.#options = options;
    this.#continued = options.conversationId;
    this.#compactor = createCompactor({ model: options.model, persona: options.persona });
  }

  /** Recalls the conversation to continue, and has the model read what every prompt begins with. */
  open(): Promise<void> {
    this.#opening ??= this.#recall();
    return this.#opening;
  }

  /** Goes on with another conversation, or begins a new one. Call it while nobody has a turn. */
  async switchTo(conversationId: ConversationId | undefined): Promise<void> {
    this.busy();
    await this.#backgroundWork;
    await this.kept();
    this.#conversationId = undefined;
    this.#memory = EMPTY_MEMORY;
    this.#lastTurn = 0 as TurnId;
    this.#open = undefined;
    this.#continued = conversationId;
    this.#opening = this.#recall();
    await this.#opening;
  }

  /** Resolves when it is known what was said before; the model may still be reading it. */
  async recalled(): Promise<void> {
    void this.open();
    await this.#recalling;
  }

  /** What was heard of the last answer; empty when there was none. */
  get lastAnswer(): string {
    return this.#memory.turns.at(-1)?.heardText ?? '';
  }

  /** Whether the user said something that was not answered yet. */
  get hasUnanswered(): boolean {
    return this.#open !== undefined;
  }

  /** The prompt that answers `userText`, after whatever is still unanswered. Call it before `userSaid` the same words. */
  async promptFor(userText: string): Promise<readonly ChatMessage[]> {
    await this.open();
    const fromMs = performance.now();
    const findings = await this.#find(userText, new AbortController().signal);
    this.#found = { findings, waitedMs: performance.now() - fromMs };
    const asked = withDocuments(findings, userText);
    const unanswered = this.#open?.userText;
    const { replyTokens } = compactionLimits(this.#options.model.contextTokens);
    const needed = (this.#knownTokens ?? Infinity) + asked.length / CHARACTERS_PER_TOKEN + replyTokens;
    if (needed > this.#options.model.contextTokens) {
      const { memory, droppedTurns } = await this.#compactor.fit(this.#memory, asked);
      this.#memory = memory;
      if (droppedTurns > 0) this.#options.onEvent({ type: 'conversation.compacted', droppedTurns });
    }
    const memory =
      unanswered === undefined ? this.#memory : rememberTurn(this.#memory, { userText: unanswered, heardText: '' });
    return buildPrompt({ persona: this.#options.persona, memory, userText: asked });
  }

  /** Has the model read words of a turn that is not over. Best effort. */
  readAhead(userText: string): void {
    const { model, persona } = this.#options;
    const messages = buildPrompt({ persona, memory: this.#memory });
    const unanswered = this.#open?.userText ?? '';
    this.#inBackground(async (signal) => {
      const findings = await this.#find(userText, signal);
      if (signal.aborted) return;
      this.#found = { findings, waitedMs: 0 };
      const openUserText = [unanswered, withDocuments(findings, userText)].join('\n').trim();
      await model.prefill({ messages, openUserText, priority: 'foreground' }, signal);
    });
  }

  /** A turn of the user is committed. Without new words it is the unanswered one again. */
  userSaid(text: string): TurnId {
    if (text === '' && this.#open !== undefined) return this.#open.turnId;
    if (this.#open !== undefined) this.#remember(this.#open.userText, '');
    this.#lastTurn = (this.#lastTurn + 1) as TurnId;
    this.#open = { turnId: this.#lastTurn, userText: text };
    this.#keep({ number: this.#lastTurn, role: 'user', text, status: 'complete' });
    const { findings, waitedMs = 0 } = this.#found ?? {};
    this.#found = undefined;
    if (findings !== undefined) {
      const { citations } = findings;
      this.#options.onEvent({ type: 'passages.found', turnId: this.#lastTurn, citations: [...citations], waitedMs });
    }
    return this.#lastTurn;
  }

  /** All text of the reply is there, and may be lost no more; how much of it is heard shows later. */
  replyWritten(text: string, usage: TokenUsage): void {
    // An answer that was cut short for its content does not tell how long its prompt was.
    this.#knownTokens = usage.promptTokens === 0 ? undefined : usage.promptTokens + usage.generatedTokens;
    if (this.#open !== undefined) {
      this.#keep({ number: this.#open.turnId, role: 'assistant', text, status: 'complete' });
    }
  }

  replyEnded(text: string, end: ReplyEnd): void {
    if (this.#open === undefined) return;
    const { turnId, userText } = this.#open;
    this.#open = undefined;
    this.#remember(userText, end.status === 'interrupted' ? interruptedAt(end.heardText) : text);
    if (end.status !== 'complete') this.#keep({ number: turnId, role: 'assistant', text, ...end });
  }

  /** Nobody has a turn: the time to make the next one cheaper. */
  idle(): void {
    this.#inBackground(async (signal) => {
      const before = this.#memory;
      const memory = await this.#compactor.run(before, signal);
      if (memory === undefined || signal.aborted || this.#memory !== before) return;
      this.#memory = memory;
      this.#knownTokens = undefined;
      const droppedTurns = before.turns.length - memory.turns.length;
      this.#options.onEvent({ type: 'conversation.compacted', droppedTurns });
      this.#keepSummary(memory);
    });
  }

  /** Someone has a turn: work in the background gives way. */
  busy(): void {
    this.#background.abort();
  }

  /** Resolves when the work in the background is done, or given up. */
  async settled(): Promise<void> {
    await this.#backgroundWork;
  }

  /** Resolves when everything that was said is on the disk. */
  async kept(): Promise<void> {
    await this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#background.abort();
    await this.kept();
  }

  async #recall(): Promise<void> {
    const { store, model, persona } = this.#options;
    const conversationId = this.#continued;
    const recall = async (): Promise<void> => {
      if (conversationId === undefined) return;
      this.#conversationId = conversationId;
      const { memory, lastTurn } = await recallMemory(store, conversationId, model.contextTokens);
      this.#memory = memory;
      this.#lastTurn = lastTurn;
      this.#options.onEvent({ type: 'conversation.opened', conversationId });
    };
    this.#recalling = recall();
    await this.#recalling;
    const messages = buildPrompt({ persona, memory: this.#memory });
    // A model that fails here fails again when it is asked, and is then reported.
    const reading = model.prefill({ messages, priority: 'foreground' }, new AbortController().signal);
    this.#knownTokens = (await reading.catch(() => undefined))?.promptTokens;
  }

  /** Without documents, or when they cannot be searched, the conversation goes on. */
  async #find(userText: string, signal: AbortSignal): Promise<DocumentFindings | undefined> {
    const earlier = this.#memory.turns.slice(-EARLIER_TURNS).map((turn) => ({ ...turn, answer: turn.heardText }));
    const now = await this.#options.documents?.find(userText, earlier, signal).catch((error: unknown) => {
      this.#raise(error);
      return undefined;
    });
    return settleFindings(this.#found?.findings, now);
  }

  #remember(userText: string, heardText: string): void {
    this.#memory = rememberTurn(this.#memory, { userText, heardText });
  }

  #inBackground(work: (signal: AbortSignal) => Promise<unknown>): void {
    this.#background.abort();
    this.#background = new AbortController();
    this.#backgroundWork = work(this.#background.signal).then(
      () => undefined,
      (error: unknown) => this.#raise(error),
    );
  }

  #keep(turn: Omit<TurnRecord, 'createdAtMs'>): void {
    const createdAtMs = this.#nowMs();
    this.#write(async (store) => store.keepTurn(await this.#conversation(turn.text), { ...turn, createdAtMs }));
  }

  #keepSummary(memory: ConversationMemory): void {
    const throughTurn = (this.#lastTurn - memory.turns.length) as TurnId;
    const text = memory.summary;
    if (throughTurn <= 0) return;
    this.#write(async (store) => store.keepSummary(await this.#conversation(text), { text, throughTurn }));
  }

  #write(write: (store: ConversationStore) => Promise<void>): void {
    this.#writing = this.#writing.then(() => write(this.#options.store)).catch((error: unknown) => this.#raise(error));
  }

  /** The conversation to write to, created with its first words. */
  async #conversation(firstWords: string): Promise<ConversationId> {
    if (this.#conversationId !== undefined) return this.#conversationId;
    const id = randomUUID() as string as ConversationId;
    const title = firstWords.length > TITLE_LENGTH ? `${firstWords.slice(0, TITLE_LENGTH - 1).trimEnd()}…` : firstWords;
    await this.#options.store.createConversation({ id, title, createdAtMs: this.#nowMs() });
    this.#conversationId = id;
    this.#options.onEvent({ type: 'conversation.opened', conversationId: id });
    return id;
  }

  #nowMs(): number {
    return (this.#options.nowMs ?? Date.now)();
  }

  #raise(error: unknown): void {
    const fault = toFault(error);
    if (fault.code !== 'cancelled') this.#options.onEvent({ type: 'fault.raised', fault });
  }
}

function withDocuments(findings: DocumentFindings | undefined, userText: string): string {
  return findings === undefined ? userText : `${findings.block}\n${userText}`;
}
