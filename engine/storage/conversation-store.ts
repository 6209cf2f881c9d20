/** Port: what was said, kept. */

import type { ConversationId, TurnId } from '../../contract/ids.ts';

export interface Conversation {
  readonly id: ConversationId;
  readonly title: string;
  readonly createdAtMs: number;
  /** When it was created, renamed or a turn was last kept. */
  readonly updatedAtMs: number;
  /** Kept at the top by the user; absent where it is not. */
  readonly isPinned?: true;
}

/** One side of a turn: what the user said, or the reply to it. */
export interface TurnRecord {
  readonly number: TurnId;
  readonly role: 'user' | 'assistant';
  /** All of it, whether or not it was heard. */
  readonly text: string;
  /** Of a reply: the part that was heard before the user interrupted. Absent when it was never played. */
  readonly heardText?: string;
  readonly status: 'complete' | 'interrupted' | 'failed';
  readonly createdAtMs: number;
}

/** Stands for the turns up to and including `throughTurn` when the conversation is too long for the model. */
export interface RunningSummary {
  readonly text: string;
  readonly throughTurn: TurnId;
}

export interface FoundTurn {
  readonly conversationId: ConversationId;
  readonly turn: TurnRecord;
}

/** A whole conversation as plain data, for a file of the user's own. */
export interface ConversationExport {
  readonly conversation: Conversation;
  readonly summary?: RunningSummary;
  readonly turns: readonly TurnRecord[];
}

/**
 * Calls reject with `storage-read-only` when the disk takes nothing more, with `storage-corrupt` when it cannot be read,
 * and with `bad-params` for a conversation that is not there.
 */
export interface ConversationStore extends AsyncDisposable {
  /** Rejects with `bad-params` when the id is taken. */
  createConversation(conversation: Omit<Conversation, 'updatedAtMs'>): Promise<void>;
  /** The most recently updated first. */
  listConversations(options?: { readonly limit?: number }): Promise<readonly Conversation[]>;
  findConversation(id: ConversationId): Promise<Conversation | undefined>;
  renameConversation(id: ConversationId, title: string, atMs: number): Promise<void>;
  pinConversation(id: ConversationId, isPinned: boolean): Promise<void>;
  /** Removes it, its turns and their words. Snapshots forget it within three days. Deleting what is not there is fine. */
  deleteConversation(id: ConversationId): Promise<void>;
  /**
   * On the disk when it resolves. The same number and role again replaces the record: a reply is kept once its text is
   * complete, and once more when it is known how much of it was heard.
   */
  keepTurn(id: ConversationId, turn: TurnRecord): Promise<void>;
  /** In order, the user's side first; from `fromTurn` on. */
  turns(id: ConversationId, options?: { readonly fromTurn?: TurnId }): Promise<readonly TurnRecord[]>;
  keepSummary(id: ConversationId, summary: RunningSummary): Promise<void>;
  summary(id: ConversationId): Promise<RunningSummary | undefined>;
  /**
   * Turns that hold every word of `query`, of which the last may be unfinished; newest first, 20 unless told. Case and
   * accents do not matter. Any text is a valid query.
   */
  searchTurns(query: string, options?: { readonly limit?: number }): Promise<readonly FoundTurn[]>;
  exportConversation(id: ConversationId): Promise<ConversationExport>;
}

export const DEFAULT_SEARCH_LIMIT = 20;
export const DEFAULT_LIST_LIMIT = 1_000;
