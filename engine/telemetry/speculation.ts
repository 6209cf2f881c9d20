/** What drafts were good for: replies that began before the turn was decided. */

import type { TurnTrace } from '../../contract/trace.ts';

export interface SpeculationSummary {
  /** Turns that got a reply. */
  readonly turns: number;
  readonly draftsBegun: number;
  readonly draftsUsed: number;
  /** Of all turns that got a reply, those whose reply had begun as a draft; 0 without a turn. */
  readonly usedShare: number;
  /** Made for drafts that were taken back: nobody heard of it. */
  readonly wastedTokens: number;
  readonly wastedSpeechMs: number;
}

export function summariseSpeculation(traces: readonly TurnTrace[]): SpeculationSummary {
  const turns = traces.filter(({ reply }) => reply !== undefined).length;
  const drafts = traces.flatMap((trace) => trace.drafts);
  const used = drafts.filter(({ fate }) => fate === 'used').length;
  const wasted = drafts.filter(({ fate }) => fate !== 'used');
  return {
    turns,
    draftsBegun: drafts.length,
    draftsUsed: used,
    usedShare: turns === 0 ? 0 : used / turns,
    wastedTokens: sum(wasted.map(({ generatedTokens }) => generatedTokens)),
    wastedSpeechMs: sum(wasted.map(({ synthesisedMs }) => synthesisedMs)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
