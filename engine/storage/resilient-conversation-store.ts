/**
 * A conversation store that goes on when the disk takes nothing more.
 *
 * Invariants:
 * 1. A change that resolved is on the disk, or waits in memory and is seen by every read. None is lost while the
 *    process lives.
 * 2. Waiting changes reach the disk in the order in which they were made, before any later one.
 * 3. `onChange` hears every passage between `on-disk` and `in-memory`, once.
 */

import { setImmediate as nextTick } from 'node:timers/promises';
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
import type { WaitingChange } from './waiting-changes.ts';
import { applyChanges, searchChanges } from './waiting-changes.ts';

/** Days of talking; beyond it changes are refused rather than memory filled. */
const MAX_WAITING = 20_000;

export type Durability =
  | { readonly kind: 'on-disk' }
  | { readonly kind: 'in-memory'; readonly waiting: number; readonly fault: SottoFault };

export interface ResilientStoreOptions {
  readonly inner: ConversationStore;
  /** Told when changes begin to wait in memory, and when all are on the disk again. */
  readonly onChange: (durability: Durability) => void;
  /** Gives back reserved space, so that a full disk can at least delete. */
  readonly releaseSpace?: () => Promise<unknown>;
  /** Deletes what lies beside the store and belongs to a conversation; goes first, so that nothing of it outlives it. */
  readonly forgetBeside?: (id: ConversationId) => Promise<void>;
}

export class ResilientConversationStore implements ConversationStore {
  readonly #inner: ConversationStore;
  readonly #options: ResilientStoreOptions;
  #waiting: WaitingChange[] = [];
  /** The change under way: changes run one after another, so that order holds. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: ResilientStoreOptions) {
    this.#options = options;
    this.#inner = options.inner;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  createConversation(conversation: Omit<Conversation, 'updatedAtMs'>): Promise<void> {
    return this.#change({ kind: 'create', id: conversation.id, conversation });
  }

  renameConversation(id: ConversationId, title: string, atMs: number): Promise<void> {
    return this.#change({ kind: 'rename', id, title, atMs });
  }

  pinConversation(id: ConversationId, isPinned: boolean): Promise<void> {
    return this.#change({ kind: 'pin', id, isPinned });
  }

  keepTurn(id: ConversationId, turn: TurnRecord): Promise<void> {
    return this.#change({ kind: 'keep-turn', id, turn });
  }

  keepSummary(id: ConversationId, summary: RunningSummary): Promise<void> {
    return this.#change({ kind: 'keep-summary', id, summary });
  }

  /** Always reaches the disk, or rejects: what was to be forgotten must not come back after a restart. */
  deleteConversation(id: ConversationId): Promise<void> {
    return this.#inTurn(async () => {
      await this.#options.forgetBeside?.(id);
      try {
        await this.#inner.deleteConversation(id);
      } catch (error) {
        if (!isUnwritable(error) || this.#options.releaseSpace === undefined) throw error;
        await this.#options.releaseSpace();
        await this.#inner.deleteConversation(id);
      }
      this.#waiting = this.#waiting.filter((change) => change.id !== id);
      await this.#flush();
    });
  }

  /** Tries to bring what waits to the disk. Call it now and then; a later change tries it as well. */
  flush(): Promise<Durability['kind']> {
    return this.#inTurn(async () => ((await this.#flush()) === undefined ? 'on-disk' : 'in-memory'));
  }

  async listConversations({
    limit = DEFAULT_LIST_LIMIT,
  }: {
    readonly limit?: number;
  } = {}): Promise<readonly Conversation[]> {
    const waiting = this.#waiting;
    const listed = new Map((await this.#inner.listConversations({ limit })).map((found) => [found.id, found]));
    for (const id of new Set(waiting.map((change) => change.id))) {
      const found = await this.#contents(id, waiting);
      if (found !== undefined) listed.set(id, found.conversation);
    }
    return [...listed.values()].sort((a, b) => b.updatedAtMs - a.updatedAtMs).slice(0, limit);
  }

  async findConversation(id: ConversationId): Promise<Conversation | undefined> {
    if (!this.#waits(id)) return this.#inner.findConversation(id);
    return (await this.#contents(id, this.#waiting))?.conversation;
  }

  async turns(id: ConversationId, options: { readonly fromTurn?: TurnId } = {}): Promise<readonly TurnRecord[]> {
    if (!this.#waits(id)) return this.#inner.turns(id, options);
    return (await this.exportConversation(id)).turns.filter(({ number }) => number >= (options.fromTurn ?? 0));
  }

  async summary(id: ConversationId): Promise<RunningSummary | undefined> {
    if (!this.#waits(id)) return this.#inner.summary(id);
    return (await this.exportConversation(id)).summary;
  }

  async searchTurns(query: string, options: { readonly limit?: number } = {}): Promise<readonly FoundTurn[]> {
    const waiting = this.#waiting;
    return searchChanges(await this.#inner.searchTurns(query, options), waiting, query).slice(
      0,
      options.limit ?? DEFAULT_SEARCH_LIMIT,
    );
  }

  async exportConversation(id: ConversationId): Promise<ConversationExport> {
    if (!this.#waits(id)) return this.#inner.exportConversation(id);
    return (await this.#contents(id, this.#waiting)) ?? this.#inner.exportConversation(id);
  }

  /** Makes a last attempt to write what waits, then closes the store. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#inTurn(async () => {
      const rest = await this.#flush();
      if (rest !== undefined) await this.#options.releaseSpace?.().then(() => this.#flush());
      await this.#inner[Symbol.asyncDispose]();
    });
  }

  #change(change: WaitingChange): Promise<void> {
    return this.#inTurn(async () => {
      const fault = (await this.#flush()) ?? (await this.#tryNow(change));
      if (fault === undefined) return;
      await this.#refuseImpossible(change);
      if (this.#waiting.length >= MAX_WAITING) throw fault;
      this.#waiting.push(change);
      if (this.#waiting.length === 1) this.#options.onChange({ kind: 'in-memory', waiting: 1, fault });
    });
  }

  /** @returns why the change cannot be written now; undefined when it is. */
  async #tryNow(change: WaitingChange): Promise<SottoFault | undefined> {
    try {
      await performChange(this.#inner, change);
      return undefined;
    } catch (error) {
      if (isUnwritable(error)) return error;
      throw error;
    }
  }

  async #flush(): Promise<SottoFault | undefined> {
    if (this.#waiting.length === 0) return undefined;
    for (const change of this.#waiting) {
      const fault = await this.#tryNow(change);
      if (fault !== undefined) return fault;
      this.#waiting = this.#waiting.slice(1);
      // Every change waits for the disk; frames of audio go in between.
      await nextTick();
    }
    this.#options.onChange({ kind: 'on-disk' });
    return undefined;
  }

  /** What the disk would refuse even if it had room is refused now, so that nothing waits in vain. */
  async #refuseImpossible(change: WaitingChange): Promise<void> {
    const isWaiting = this.#waiting.some(({ kind, id }) => kind === 'create' && id === change.id);
    const isKnown = isWaiting || (await this.#inner.findConversation(change.id)) !== undefined;
    if (change.kind === 'create' && isKnown) {
      throw new SottoFault('bad-params', `There is a conversation ${change.id} already.`);
    }
    if (change.kind !== 'create' && !isKnown) {
      throw new SottoFault('bad-params', `There is no conversation ${change.id}.`);
    }
  }

  async #contents(id: ConversationId, waiting: readonly WaitingChange[]): Promise<ConversationExport | undefined> {
    const isKept = (await this.#inner.findConversation(id)) !== undefined;
    const kept = isKept ? await this.#inner.exportConversation(id) : undefined;
    return applyChanges(
      kept,
      waiting.filter((change) => change.id === id),
    );
  }

  #waits(id: ConversationId): boolean {
    return this.#waiting.some((change) => change.id === id);
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(action);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

async function performChange(store: ConversationStore, change: WaitingChange): Promise<void> {
  switch (change.kind) {
    case 'create':
      return store.createConversation(change.conversation);
    case 'rename':
      return store.renameConversation(change.id, change.title, change.atMs);
    case 'pin':
      return store.pinConversation(change.id, change.isPinned);
    case 'keep-turn':
      return store.keepTurn(change.id, change.turn);
    case 'keep-summary':
      return store.keepSummary(change.id, change.summary);
  }
}

function isUnwritable(error: unknown): error is SottoFault {
  return error instanceof SottoFault && error.code === 'storage-read-only';
}
