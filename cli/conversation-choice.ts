/** Which conversation a command goes on with. */

import { SottoFault } from '../contract/faults.ts';
import type { ConversationId } from '../contract/ids.ts';
import type { ConversationStore } from '../engine/engine.ts';

/**
 * @param wanted an id, `last`, or nothing for a new conversation.
 * @throws SottoFault `bad-input` when there is no such conversation.
 */
export async function conversationToContinue(
  store: ConversationStore,
  wanted: string | undefined,
): Promise<ConversationId | undefined> {
  if (wanted === undefined) return undefined;
  const [last] = wanted === 'last' ? await store.listConversations({ limit: 1 }) : [];
  const id = wanted === 'last' ? last?.id : (wanted as ConversationId);
  if (id !== undefined && (await store.findConversation(id)) !== undefined) return id;
  throw new SottoFault(
    'bad-input',
    `There is no conversation ${wanted} to continue. Leave --continue out to begin one.`,
  );
}
