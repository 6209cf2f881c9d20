/** Traces in memory, for tests. */

import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId } from '../../contract/ids.ts';
import type { TurnTrace } from '../../contract/trace.ts';
import type { ConversationStore } from './conversation-store.ts';
import { MAX_TRACES, type TraceStore } from './trace-store.ts';

export class FakeTraceStore implements TraceStore {
  readonly #conversations: Pick<ConversationStore, 'findConversation'>;
  readonly #limit: number;
  readonly #kept = new Map<ConversationId, TurnTrace[]>();

  constructor(conversations: Pick<ConversationStore, 'findConversation'>, limit: number = MAX_TRACES) {
    this.#conversations = conversations;
    this.#limit = limit;
  }

  async keepTrace(id: ConversationId, trace: TurnTrace): Promise<void> {
    if ((await this.#conversations.findConversation(id)) === undefined) {
      this.#kept.delete(id);
      throw new SottoFault('bad-params', `There is no conversation ${id}.`);
    }
    this.#kept.set(id, [...(this.#kept.get(id) ?? []), trace].slice(-this.#limit));
  }

  async traces(id: ConversationId): Promise<readonly TurnTrace[]> {
    return (await this.#conversations.findConversation(id)) === undefined ? [] : (this.#kept.get(id) ?? []);
  }
}
