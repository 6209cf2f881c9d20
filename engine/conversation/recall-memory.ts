/** The model's memory of a conversation that was kept on the disk. */

import type { ConversationId, TurnId } from '../../contract/ids.ts';
import { compactionLimits } from '../reply/compaction.ts';
import {
  type ConversationMemory,
  forgetOldest,
  interruptedAt,
  type RememberedTurn,
} from '../reply/conversation-memory.ts';
import type { ConversationStore, TurnRecord } from '../storage/conversation-store.ts';

export interface Recalled {
  readonly memory: ConversationMemory;
  readonly lastTurn: TurnId;
}

export async function recallMemory(
  store: ConversationStore,
  id: ConversationId,
  contextTokens: number,
): Promise<Recalled> {
  const records = await store.turns(id);
  const summary = await store.summary(id);
  const turns = rememberedTurns(records);
  const lastTurn = (records.at(-1)?.number ?? 0) as TurnId;
  const whole: ConversationMemory = { summary: '', facts: [], turns };
  if (summary === undefined) return { memory: whole, lastTurn };
  // What the summary stands for is forgotten again, which finds the facts in it again.
  const summarised = new Set(records.filter(({ number }) => number <= summary.throughTurn).map(({ number }) => number));
  const shorter = forgetOldest(whole, summarised.size, compactionLimits(contextTokens).factCharacters);
  return { memory: { ...shorter, summary: summary.text }, lastTurn };
}

function rememberedTurns(records: readonly TurnRecord[]): RememberedTurn[] {
  const turns = new Map<TurnId, RememberedTurn>();
  for (const { number, role, text, heardText, status } of records) {
    const turn = turns.get(number) ?? { userText: '', heardText: '' };
    const heard = status === 'interrupted' ? interruptedAt(heardText ?? '') : text;
    turns.set(number, role === 'user' ? { ...turn, userText: text } : { ...turn, heardText: heard });
  }
  return [...turns.values()];
}
