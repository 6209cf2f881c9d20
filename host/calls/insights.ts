/** Calls that look at how things go. */

import type { TurnInsight } from '../../contract/assistant.ts';
import { checkHealth } from '../../engine/engine.ts';
import type { ParsedHandlers } from '../parsed-call.ts';
import type { Surroundings } from '../surroundings.ts';

/** Conversations that are looked through for the newest turns. */
const MAX_CONVERSATIONS = 50;

export function insightCalls(surroundings: Surroundings): ParsedHandlers<'health.check' | 'insights.turns'> {
  const { profile, settings, dataDir, deletions } = surroundings;
  return {
    'health.check': () => checkHealth(dataDir, settings()),
    async 'insights.turns'({ limit }) {
      const insights: TurnInsight[] = [];
      for (const { id } of await profile().store.listConversations({ limit: MAX_CONVERSATIONS })) {
        if (deletions.has(id)) continue;
        for (const trace of await profile().traces.traces(id)) insights.push({ conversationId: id, trace });
      }
      return insights.sort((a, b) => b.trace.endedAtMs - a.trace.endedAtMs).slice(0, limit);
    },
  };
}
