/** What is kept of a conversation for the model: the newest turns word for word, and of the older ones what matters. */

import { extractFacts, type Fact, keepFacts } from './facts.ts';

export interface RememberedTurn {
  readonly userText: string;
  /** What the user heard of the reply, marked by `interruptedAt` when there was more; empty when not a word was heard. */
  readonly heardText: string;
}

export interface ConversationMemory {
  /** Notes of turns that are no longer in `turns`, written by the model. */
  readonly summary: string;
  /** Sentences of the user from those turns, word for word. They do not depend on how well the model writes notes. */
  readonly facts: readonly Fact[];
  /** Oldest first. */
  readonly turns: readonly RememberedTurn[];
}

/** What the model is shown of a reply that was interrupted: where it broke off, in the way plays are printed. */
export function interruptedAt(heardText: string): string {
  const heard = heardText.trim();
  return heard === '' ? '' : `${heard} —`;
}

export const EMPTY_MEMORY: ConversationMemory = { summary: '', facts: [], turns: [] };

export function rememberTurn(memory: ConversationMemory, turn: RememberedTurn): ConversationMemory {
  return { ...memory, turns: [...memory.turns, turn] };
}

/**
 * The memory without its oldest turns. Facts are taken from them at once; only the notes need a model.
 * @param factCharacters how much room all facts together have.
 */
export function forgetOldest(memory: ConversationMemory, count: number, factCharacters: number): ConversationMemory {
  const forgotten = memory.turns.slice(0, count);
  if (forgotten.length === 0) return memory;
  const isBeginning = memory.facts.length === 0 && memory.summary === '';
  const facts = keepFacts([...memory.facts, ...extractFacts(forgotten, isBeginning)], factCharacters);
  return { summary: memory.summary, facts, turns: memory.turns.slice(count) };
}

/**
 * How many of the oldest turns must go so that the rest fits.
 * @param turnTokens tokens of each turn, oldest first.
 * @param roomTokens what the kept turns may have together.
 * @param keepTurns so many of the newest turns stay whatever their size.
 */
export function countTurnsToForget(turnTokens: readonly number[], roomTokens: number, keepTurns: number): number {
  let kept = 0;
  let tokens = 0;
  while (kept < turnTokens.length) {
    tokens += turnTokens[turnTokens.length - 1 - kept] ?? 0;
    if (tokens > roomTokens && kept >= keepTurns) break;
    kept += 1;
  }
  return turnTokens.length - kept;
}
