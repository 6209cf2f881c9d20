/** Changes that the disk has not taken yet, and what conversations look like with them. */

import type { ConversationId } from '../../contract/ids.ts';
import type { Conversation, ConversationExport, FoundTurn, RunningSummary, TurnRecord } from './conversation-store.ts';
import { matchesQuery } from './search-words.ts';

export type WaitingChange = { readonly id: ConversationId } & (
  | { readonly kind: 'create'; readonly conversation: Omit<Conversation, 'updatedAtMs'> }
  | { readonly kind: 'rename'; readonly title: string; readonly atMs: number }
  | { readonly kind: 'pin'; readonly isPinned: boolean }
  | { readonly kind: 'keep-turn'; readonly turn: TurnRecord }
  | { readonly kind: 'keep-summary'; readonly summary: RunningSummary }
);

/** @param changes those of this conversation, oldest first. */
export function applyChanges(
  kept: ConversationExport | undefined,
  changes: readonly WaitingChange[],
): ConversationExport | undefined {
  return changes.reduce(applyChange, kept);
}

/** What was found on the disk, corrected by what waits; newest first. */
export function searchChanges(
  found: readonly FoundTurn[],
  changes: readonly WaitingChange[],
  query: string,
): readonly FoundTurn[] {
  const all = new Map(found.map((entry) => [keyOf(entry), entry]));
  for (const change of changes) {
    if (change.kind !== 'keep-turn') continue;
    const entry = { conversationId: change.id, turn: change.turn };
    all.delete(keyOf(entry));
    if (matchesQuery(change.turn.text, query)) all.set(keyOf(entry), entry);
  }
  return [...all.values()].sort((a, b) => b.turn.createdAtMs - a.turn.createdAtMs);
}

function applyChange(contents: ConversationExport | undefined, change: WaitingChange): ConversationExport | undefined {
  if (change.kind === 'create') {
    return { conversation: { ...change.conversation, updatedAtMs: change.conversation.createdAtMs }, turns: [] };
  }
  if (contents === undefined) return undefined;
  switch (change.kind) {
    case 'rename':
      return { ...contents, conversation: { ...touched(contents.conversation, change.atMs), title: change.title } };
    case 'pin': {
      const { isPinned: _before, ...rest } = contents.conversation;
      return { ...contents, conversation: change.isPinned ? { ...rest, isPinned: true } : rest };
    }
    case 'keep-summary':
      return { ...contents, summary: change.summary };
    case 'keep-turn': {
      const { number, role, createdAtMs } = change.turn;
      const others = contents.turns.filter((turn) => turn.number !== number || turn.role !== role);
      const turns = [...others, change.turn].sort((a, b) => a.number - b.number || b.role.localeCompare(a.role));
      return { ...contents, conversation: touched(contents.conversation, createdAtMs), turns };
    }
  }
}

function touched(conversation: Conversation, atMs: number): Conversation {
  return { ...conversation, updatedAtMs: Math.max(conversation.updatedAtMs, atMs) };
}

function keyOf({ conversationId, turn }: FoundTurn): string {
  return `${turn.number} ${turn.role} ${conversationId}`;
}
