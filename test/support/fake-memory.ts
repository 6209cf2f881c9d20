/** What is remembered, for the pages. */

import type { AssistantCalls } from '../../contract/assistant.ts';
import type { Handlers } from '../../contract/rpc.ts';

type MemoryCall = Extract<keyof AssistantCalls, `memory.${string}`>;

export function fakeMemory(): Pick<Handlers<AssistantCalls>, MemoryCall> {
  let facts = [{ id: 'f1', text: "I'm vegetarian.", saidAtMs: Date.UTC(2026, 0, 2, 12) }];
  return {
    'memory.list': async () => facts,
    'memory.change': async ({ factId, text }) => {
      facts = facts.map((fact) => (fact.id === factId ? { ...fact, text } : fact));
      return { id: factId, text, saidAtMs: 0 };
    },
    'memory.remove': async ({ factId }) => {
      facts = facts.filter(({ id }) => id !== factId);
      return undefined;
    },
  };
}
