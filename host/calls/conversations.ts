/** Calls about what was said. */

import type { ConversationView } from '../../contract/assistant.ts';
import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import { conversationView, turnView } from '../assistant-state.ts';
import { branchConversation } from '../branch-conversation.ts';
import { exportedConversation } from '../exported-conversation.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';

type Conversations =
  | 'conversations.list'
  | 'conversations.search'
  | 'conversations.turns'
  | 'conversations.open'
  | 'conversations.rename'
  | 'conversations.pin'
  | 'conversations.delete'
  | 'conversations.restore'
  | 'conversations.branch'
  | 'conversations.export';

export function conversationCalls(surroundings: Surroundings): ParsedHandlers<Conversations> {
  const { profile, feed, deletions, publish, life } = surroundings;

  async function find(id: string): Promise<ConversationView> {
    const found = deletions.has(id) ? undefined : await profile().store.findConversation(id as ConversationId);
    if (found === undefined) throw new SottoFault('bad-params', `There is no conversation ${id}.`);
    return conversationView(found);
  }

  async function switchTo(conversation: ConversationView | undefined): Promise<void> {
    const id = conversation?.id as ConversationId | undefined;
    const turns = id === undefined ? [] : (await profile().store.turns(id)).map(turnView);
    await life.current?.engine.openConversation(id);
    publish({ type: 'conversation.switched', open: { conversation, turns } });
  }

  /** What is shown of the open conversation follows what was changed of it. */
  async function changed(id: string): Promise<void> {
    publish({ type: 'conversations.changed' });
    const { open } = feed.state;
    if (open.conversation?.id !== id) return;
    publish({ type: 'conversation.switched', open: { ...open, conversation: await find(id) } });
  }

  return {
    async 'conversations.list'() {
      const all = await profile().store.listConversations();
      return all.filter(({ id }) => !deletions.has(id)).map(conversationView);
    },
    async 'conversations.search'({ query }) {
      const found = await profile().store.searchTurns(query);
      return found
        .filter(({ conversationId }) => !deletions.has(conversationId))
        .map(({ conversationId, turn }) => ({ conversationId, turn: turnView(turn) }));
    },
    async 'conversations.turns'({ conversationId }) {
      await find(conversationId);
      return (await profile().store.turns(conversationId as ConversationId)).map(turnView);
    },
    async 'conversations.open'({ conversationId }) {
      await switchTo(conversationId === undefined ? undefined : await find(conversationId));
      return undefined;
    },
    async 'conversations.rename'({ conversationId, title }) {
      await find(conversationId);
      await profile().store.renameConversation(conversationId as ConversationId, title, Date.now());
      await changed(conversationId);
      return undefined;
    },
    async 'conversations.pin'({ conversationId, isPinned }) {
      await find(conversationId);
      await profile().store.pinConversation(conversationId as ConversationId, isPinned);
      await changed(conversationId);
      return undefined;
    },
    async 'conversations.delete'({ conversationId }) {
      await find(conversationId);
      if (feed.state.open.conversation?.id === conversationId) await switchTo(undefined);
      deletions.add(conversationId);
      publish({ type: 'conversations.changed' });
      return undefined;
    },
    async 'conversations.restore'({ conversationId }) {
      if (!deletions.takeBack(conversationId)) {
        throw new SottoFault('bad-params', 'That conversation was not deleted, or is gone for good.');
      }
      publish({ type: 'conversations.changed' });
      return undefined;
    },
    async 'conversations.branch'({ conversationId, turn, earlierTitle }) {
      const earlier = await find(conversationId);
      const { store } = profile();
      const branch = await branchConversation(store, earlier, turn as TurnId, Date.now());
      await store.renameConversation(earlier.id as ConversationId, earlierTitle, Date.now());
      if (earlier.isPinned) {
        await store.pinConversation(earlier.id as ConversationId, false);
        await store.pinConversation(branch, true);
      }
      publish({ type: 'conversations.changed' });
      await switchTo(await find(branch));
      return { conversationId: branch };
    },
    async 'conversations.export'({ conversationId, format }) {
      await find(conversationId);
      return exportedConversation(await profile().store.exportConversation(conversationId as ConversationId), format);
    },
  };
}
