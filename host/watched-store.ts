/** A store that tells what is kept in it, so that everybody who looks at a conversation sees the same. */

import type { Conversation, ConversationStore, TurnRecord } from '../engine/engine.ts';

export interface StoreWatcher {
  created(conversation: Conversation): void;
  turnKept(conversationId: string, turn: TurnRecord): void;
}

export function watchStore(store: ConversationStore, watcher: StoreWatcher): ConversationStore {
  return {
    async createConversation(conversation) {
      await store.createConversation(conversation);
      watcher.created({ ...conversation, updatedAtMs: conversation.createdAtMs });
    },
    async keepTurn(id, turn) {
      await store.keepTurn(id, turn);
      watcher.turnKept(id, turn);
    },
    listConversations: (options) => store.listConversations(options),
    findConversation: (id) => store.findConversation(id),
    renameConversation: (id, title, atMs) => store.renameConversation(id, title, atMs),
    pinConversation: (id, isPinned) => store.pinConversation(id, isPinned),
    deleteConversation: (id) => store.deleteConversation(id),
    turns: (id, options) => store.turns(id, options),
    keepSummary: (id, summary) => store.keepSummary(id, summary),
    summary: (id) => store.summary(id),
    searchTurns: (query, options) => store.searchTurns(query, options),
    exportConversation: (id) => store.exportConversation(id),
    // Whoever opened the store closes it.
    [Symbol.asyncDispose]: async () => undefined,
  };
}
