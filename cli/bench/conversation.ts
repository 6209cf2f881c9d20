/** A long conversation, typed: does the time to the first token stay flat, and is the beginning known to the end? */

import type { EngineEvent } from '../../contract/events.ts';
import type { Engine } from '../../engine/engine.ts';
import { summarizeTimes, type TimeSummary } from './statistics.ts';

const OPENING = 'Hello, my name is Clarissa and I live in Lisbon with my two dogs.';
const LAST_QUESTION = 'Do you still remember my name?';
const SAID: readonly string[] = [
  'What should I cook tonight?',
  'Tell me something interesting about the sea.',
  'I went for a walk by the river this morning and it was quite cold, so what would you wear?',
  'Why is the sky blue?',
  'Which book would you recommend for a long train ride?',
  'Okay.',
  'Can you explain how a bicycle stays upright when it is moving?',
  'And what about a motorcycle?',
  'How do I get a coffee stain out of a white shirt?',
  'My sister visits next Friday, and she likes music. What could we do together in the evening?',
];
const GROUP = 20;

export interface ConversationResult {
  readonly type: 'bench.conversation';
  readonly models: Readonly<Record<string, string>>;
  readonly turns: number;
  readonly answered: number;
  readonly firstTokenFirst20: TimeSummary | undefined;
  readonly firstTokenLast20: TimeSummary | undefined;
  /** Median of the last twenty over that of the first twenty. */
  readonly ratio: number;
  readonly compactions: number;
  readonly droppedTurns: number;
  /** What was answered when asked at the end for what was said at the beginning. */
  readonly lastAnswer: string;
}

export class ConversationBench {
  #firstTokenMs: number | undefined;
  #answer = '';
  #compactions = 0;
  #droppedTurns = 0;

  onEvent(event: EngineEvent): void {
    if (event.type === 'turn.timing') this.#firstTokenMs = event.marks.firstTokenMs;
    if (event.type === 'reply.completed') this.#answer = event.text;
    if (event.type === 'conversation.compacted') {
      this.#compactions += 1;
      this.#droppedTurns += event.droppedTurns;
    }
  }

  async run(
    engine: Engine,
    turns: number,
    signal: AbortSignal,
    onTurn: (line: string) => void,
  ): Promise<ConversationResult> {
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const text = turn === 0 ? OPENING : turn === turns - 1 ? LAST_QUESTION : (SAID[turn % SAID.length] ?? '');
      this.#firstTokenMs = undefined;
      this.#answer = '';
      await engine.submit(text, signal);
      // A person thinks before the next question; memory is shortened meanwhile.
      await engine.settled(signal);
      if (this.#firstTokenMs !== undefined) times.push(this.#firstTokenMs);
      onTurn(`${turn + 1}: first token after ${Math.round(this.#firstTokenMs ?? Number.NaN)} ms`);
    }
    const first = summarizeTimes(times.slice(0, GROUP));
    const last = summarizeTimes(times.slice(-GROUP));
    return {
      type: 'bench.conversation',
      models: engine.modelIds,
      turns,
      answered: times.length,
      firstTokenFirst20: first,
      firstTokenLast20: last,
      ratio: Math.round(((last?.p50Ms ?? Number.NaN) / (first?.p50Ms ?? Number.NaN)) * 100) / 100,
      compactions: this.#compactions,
      droppedTurns: this.#droppedTurns,
      lastAnswer: this.#answer,
    };
  }
}
