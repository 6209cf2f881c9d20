/**
 * Keeps the prompt short enough for the context, and short enough to stay quick.
 *
 * Invariants:
 * 1. `run` works in the background lane only: the live conversation stays read and valid until the caller swaps in the
 *    memory that `run` returns, whose prompt is then read already.
 * 2. An aborted `run` has no effect but its progress: the notes that are written and the part of the new prompt that
 *    is read are used by the next one, even when turns were added in between.
 * 3. The newest turns stay word for word.
 */

import { SottoFault } from '../../contract/faults.ts';
import {
  type ConversationMemory,
  countTurnsToForget,
  forgetOldest,
  type RememberedTurn,
} from './conversation-memory.ts';
import type { ChatMessage, LanguageModel } from './language-model.ts';
import { buildPrompt } from './prompt.ts';
import type { Persona } from './speaking-style.ts';
import { summarise } from './summarise.ts';

export interface CompactionLimits {
  /** A prompt of more tokens is compacted, */
  readonly highWaterTokens: number;
  /** down to about this many. */
  readonly lowWaterTokens: number;
  readonly summaryTokens: number;
  readonly factCharacters: number;
  /** So many of the newest turns stay whatever their size. */
  readonly keepTurns: number;
  /** Room for the answer, which the fast path keeps free. */
  readonly replyTokens: number;
}

export interface Compactor {
  /**
   * To be called while nobody speaks. Returns the shorter memory once its prompt is read, or `undefined` when there is
   * nothing to do or the work was cut short; it goes on where it was with the next call.
   */
  run(memory: ConversationMemory, signal: AbortSignal): Promise<ConversationMemory | undefined>;
  /**
   * To be called at the start of a turn. Returns the memory as it is, unless the prompt would not fit the context: the
   * oldest turns are then dropped without notes, and the turn pays for reading the rest again.
   */
  fit(memory: ConversationMemory, userText: string): Promise<FittedMemory>;
}

export interface FittedMemory {
  readonly memory: ConversationMemory;
  /** 0 in all but the rarest turns. */
  readonly droppedTurns: number;
}

/** English has about four; quotation marks and other languages bring it down. */
const FACT_CHARACTERS_PER_TOKEN = 3;

/** What an earlier run has done already. */
interface Progress {
  /** Notes from which the work began. */
  readonly before: string;
  /** The turns that go. */
  readonly turns: readonly RememberedTurn[];
  readonly summary: string;
}

/**
 * A prompt of more tokens than this is compacted even where the context could hold more: what a core takes for the first
 * token grows with all that was read before. At 1200 tokens it is about 1.3 times what it is at 600 (SmolLM2-135M).
 */
const QUICK_PROMPT_TOKENS = 1000;

/**
 * Limits for a context of this size.
 * @param quickPromptTokens how long a prompt may get before it is too slow here; a GPU can take all the context.
 */
export function compactionLimits(
  contextTokens: number,
  quickPromptTokens: number = QUICK_PROMPT_TOKENS,
): CompactionLimits {
  const highWaterTokens = Math.min(Math.floor(contextTokens * 0.7), quickPromptTokens);
  return {
    highWaterTokens,
    lowWaterTokens: Math.floor(highWaterTokens * 0.57),
    summaryTokens: clamp(Math.floor(highWaterTokens * 0.09), 40, 200),
    factCharacters: clamp(Math.floor(highWaterTokens * 0.3), 160, 1200),
    keepTurns: 2,
    replyTokens: clamp(Math.floor(contextTokens * 0.125), 64, 512),
  };
}

export function createCompactor(parts: {
  readonly model: LanguageModel;
  readonly persona: Persona;
  readonly limits?: CompactionLimits;
}): Compactor {
  return new PromptCompactor(parts.model, parts.persona, parts.limits ?? compactionLimits(parts.model.contextTokens));
}

class PromptCompactor implements Compactor {
  readonly #model: LanguageModel;
  readonly #persona: Persona;
  readonly #limits: CompactionLimits;
  #progress: Progress | undefined;

  constructor(model: LanguageModel, persona: Persona, limits: CompactionLimits) {
    this.#model = model;
    this.#persona = persona;
    this.#limits = limits;
  }

  async run(memory: ConversationMemory, signal: AbortSignal): Promise<ConversationMemory | undefined> {
    try {
      if (!(await this.#isTooLong(memory))) return undefined;
      const { turns, summary } = (await this.#resume(memory)) ?? (await this.#summariseOldest(memory, signal));
      if (signal.aborted) return undefined;
      const next = forgetOldest({ ...memory, summary }, turns.length, this.#limits.factCharacters);
      await this.#model.prefill({ messages: this.#promptOf(next), priority: 'background' }, signal);
      if (signal.aborted) return undefined;
      this.#progress = undefined;
      return next;
    } catch (error) {
      if (error instanceof SottoFault && error.code === 'cancelled') return undefined;
      throw error;
    }
  }

  async fit(memory: ConversationMemory, userText: string): Promise<FittedMemory> {
    if (await this.#fits(memory, userText)) return { memory, droppedTurns: 0 };
    const { factCharacters, keepTurns, lowWaterTokens } = this.#limits;
    const spent =
      (await this.#fixedTokens(memory)) + (await this.#model.countTokens([{ role: 'user', text: userText }]));
    let dropped = countTurnsToForget(await this.#turnTokens(memory.turns), lowWaterTokens - spent, keepTurns);
    let fitted = forgetOldest(memory, dropped, factCharacters);
    while (fitted.turns.length > 0 && !(await this.#fits(fitted, userText))) {
      dropped += 1;
      fitted = forgetOldest(memory, dropped, factCharacters);
    }
    return { memory: fitted, droppedTurns: dropped };
  }

  async #fits(memory: ConversationMemory, userText: string): Promise<boolean> {
    const tokens = await this.#model.countTokens(this.#promptOf(memory, userText));
    return tokens + this.#limits.replyTokens <= this.#model.contextTokens;
  }

  async #isTooLong(memory: ConversationMemory): Promise<boolean> {
    if (memory.turns.length <= this.#limits.keepTurns) return false;
    return (await this.#model.countTokens(this.#promptOf(memory))) > this.#limits.highWaterTokens;
  }

  /** Earlier work, while its turns are still the oldest and those added since leave the result well below the mark. */
  async #resume(memory: ConversationMemory): Promise<Progress | undefined> {
    const done = this.#progress;
    if (done === undefined || done.before !== memory.summary || !beginsWith(memory.turns, done.turns)) return undefined;
    const { factCharacters, highWaterTokens, lowWaterTokens } = this.#limits;
    const next = forgetOldest({ ...memory, summary: done.summary }, done.turns.length, factCharacters);
    const tokens = await this.#model.countTokens(this.#promptOf(next));
    return tokens <= (highWaterTokens + lowWaterTokens) / 2 ? done : undefined;
  }

  async #summariseOldest(memory: ConversationMemory, signal: AbortSignal): Promise<Progress> {
    const { factCharacters, keepTurns, lowWaterTokens, summaryTokens } = this.#limits;
    const room = lowWaterTokens - (await this.#fixedTokens(memory));
    let count = countTurnsToForget(await this.#turnTokens(memory.turns), room, keepTurns);
    const request = { notes: memory.summary, turns: memory.turns.slice(0, count), maxTokens: summaryTokens };
    const summary = await summarise(this.#model, request, signal);
    // The sizes of facts and notes were estimates.
    const tokensWithout = (turns: number): Promise<number> =>
      this.#model.countTokens(this.#promptOf(forgetOldest({ ...memory, summary }, turns, factCharacters)));
    while (count < memory.turns.length - keepTurns && (await tokensWithout(count)) > lowWaterTokens) count += 1;
    this.#progress = { before: memory.summary, turns: memory.turns.slice(0, count), summary };
    return this.#progress;
  }

  /** Of the prompt without turns, once facts and notes have reached their full size. */
  async #fixedTokens(memory: ConversationMemory): Promise<number> {
    const { factCharacters, summaryTokens } = this.#limits;
    const style = await this.#model.countTokens(this.#promptOf({ ...memory, summary: '', facts: [], turns: [] }));
    return style + summaryTokens + Math.ceil(factCharacters / FACT_CHARACTERS_PER_TOKEN);
  }

  async #turnTokens(turns: readonly RememberedTurn[]): Promise<number[]> {
    const tokens: number[] = [];
    for (const turn of turns) {
      const messages: ChatMessage[] = [
        { role: 'user', text: turn.userText },
        { role: 'assistant', text: turn.heardText },
      ];
      tokens.push(await this.#model.countTokens(messages));
    }
    return tokens;
  }

  #promptOf(memory: ConversationMemory, userText?: string): ChatMessage[] {
    return buildPrompt({ persona: this.#persona, memory, ...(userText === undefined ? {} : { userText }) });
  }
}

function beginsWith(turns: readonly RememberedTurn[], start: readonly RememberedTurn[]): boolean {
  return (
    turns.length >= start.length &&
    start.every(({ userText, heardText }, index) => {
      const turn = turns[index];
      return turn?.userText === userText && turn.heardText === heardText;
    })
  );
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
