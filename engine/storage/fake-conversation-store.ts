/** Conversations in memory: for tests, and for a session that should leave nothing behind. */

import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import type {
  Conversation,
  ConversationExport,
  ConversationStore,
  FoundTurn,
  RunningSummary,
  TurnRecord,
} from './conversation-store.ts';
import { DEFAULT_LIST_LIMIT, DEFAULT_SEARCH_LIMIT } from './conversation-store.ts';
import { matchesQuery } from './search-words.ts';

interface Kept {
  conversation: Conversation;
  summary?: RunningSummary;
  readonly turns: TurnRecord[];
}

export class FakeConversationStore implements ConversationStore {
  readonly #kept = new Map<ConversationId, Kept>();
  #failure: SottoFault | undefined;

  /** From now on every change rejects, as on a full disk; undefined ends that. */
  failChanges(fault: SottoFault | undefined): void {
    this.#failure = fault;
  }

  async createConversation(conversation: Omit<Conversation, 'updatedAtMs'>): Promise<void> {
    this.#beforeChange();
    if (this.#kept.has(conversation.id)) {
      throw new SottoFault('bad-params', `There is a conversation ${conversation.id} already.`);
    }
    const { createdAtMs } = conversation;
    this.#kept.set(conversation.id, { conversation: { ...conversation, updatedAtMs: createdAtMs }, turns: [] });
  }

  async listConversations({
    limit = DEFAULT_LIST_LIMIT,
  }: {
    readonly limit?: number;
  } = {}): Promise<readonly Conversation[]> {
    return [...this.#kept.values()]
      .map(({ conversation }) => conversation)
      .reverse()
      .sort((a, b) => b.updatedAtMs - a.updatedAtMs)
      .slice(0, limit);
  }

  async findConversation(id: ConversationId): Promise<Conversation | undefined> {
    return this.#kept.get(id)?.conversation;
  }

  async renameConversation(id: ConversationId, title: string, atMs: number): Promise<void> {
    this.#beforeChange();
    const kept = this.#expect(id);
    kept.conversation = { ...touched(kept.conversation, atMs), title };
  }

  async pinConversation(id: ConversationId, isPinned: boolean): Promise<void> {
    this.#beforeChange();
    const kept = this.#expect(id);
    const { isPinned: _before, ...rest } = kept.conversation;
    kept.conversation = isPinned ? { ...rest, isPinned } : rest;
  }

  async deleteConversation(id: ConversationId): Promise<void> {
    this.#beforeChange();
    this.#kept.delete(id);
  }

  async keepTurn(id: ConversationId, turn: TurnRecord): Promise<void> {
    this.#beforeChange();
    const kept = this.#expect(id);
    const known = kept.turns.findIndex(({ number, role }) => number === turn.number && role === turn.role);
    if (known === -1) kept.turns.push(turn);
    else kept.turns[known] = turn;
    kept.turns.sort(byNumberAndRole);
    kept.conversation = touched(kept.conversation, turn.createdAtMs);
  }

  async turns(id: ConversationId, { fromTurn }: { readonly fromTurn?: TurnId } = {}): Promise<readonly TurnRecord[]> {
    return this.#expect(id).turns.filter(({ number }) => number >= (fromTurn ?? 0));
  }

  async keepSummary(id: ConversationId, summary: RunningSummary): Promise<void> {
    this.#beforeChange();
    this.#expect(id).summary = summary;
  }

  async summary(id: ConversationId): Promise<RunningSummary | undefined> {
    return this.#expect(id).summary;
  }

  async searchTurns(
    query: string,
    { limit = DEFAULT_SEARCH_LIMIT }: { readonly limit?: number } = {},
  ): Promise<readonly FoundTurn[]> {
    const all = [...this.#kept].flatMap(([conversationId, { turns }]) =>
      turns.map((turn) => ({ conversationId, turn })),
    );
    return all
      .filter(({ turn }) => matchesQuery(turn.text, query))
      .reverse()
      .sort((a, b) => b.turn.createdAtMs - a.turn.createdAtMs)
      .slice(0, limit);
  }

  async exportConversation(id: ConversationId): Promise<ConversationExport> {
    const { conversation, summary, turns } = this.#expect(id);
    return { conversation, ...(summary === undefined ? {} : { summary }), turns: [...turns] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kept.clear();
  }

  #beforeChange(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #expect(id: ConversationId): Kept {
    const kept = this.#kept.get(id);
    if (kept === undefined) throw new SottoFault('bad-params', `There is no conversation ${id}.`);
    return kept;
  }
}

function touched(conversation: Conversation, atMs: number): Conversation {
  return { ...conversation, updatedAtMs: Math.max(conversation.updatedAtMs, atMs) };
}

function byNumberAndRole(a: TurnRecord, b: TurnRecord): number {
  return a.number - b.number || b.role.localeCompare(a.role);
}
