/** A copy of a conversation as far as it went before one of its turns, so that this turn can be asked anew. */

import { randomUUID } from 'node:crypto';
import type { ConversationView } from '../contract/assistant.ts';
import type { ConversationId, TurnId } from '../contract/ids.ts';
import type { ConversationStore } from '../engine/engine.ts';

/** @returns the id of the copy. What a summary says of the turns that are left out is not taken along. */
export async function branchConversation(
  store: ConversationStore,
  { id, title }: ConversationView,
  before: TurnId,
  atMs: number,
): Promise<ConversationId> {
  const branch = randomUUID() as string as ConversationId;
  await store.createConversation({ id: branch, title, createdAtMs: atMs });
  for (const turn of await store.turns(id as ConversationId)) {
    if (turn.number < before) await store.keepTurn(branch, turn);
  }
  const summary = await store.summary(id as ConversationId);
  if (summary !== undefined && summary.throughTurn < before) await store.keepSummary(branch, summary);
  return branch;
}
