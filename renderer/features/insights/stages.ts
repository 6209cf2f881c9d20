/** Marks of turns as spans and percentiles. */

import type { TurnMarks } from '../../../contract/turn-marks.ts';

export const STAGES = [
  'transcriptMs',
  'turnDecidedMs',
  'firstTokenMs',
  'firstClauseMs',
  'firstAudioReadyMs',
  'firstAudioMs',
] as const satisfies readonly (keyof TurnMarks)[];
export type Stage = (typeof STAGES)[number];

export interface Span {
  readonly stage: Stage;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Each step from the end of the one before it in time; steps that did not take place are left out. */
export function spansOf(marks: TurnMarks): readonly Span[] {
  const ends = STAGES.flatMap((stage) => (marks[stage] === undefined ? [] : [{ stage, toMs: marks[stage] }]));
  ends.sort((a, b) => a.toMs - b.toMs);
  return ends.map((end, index) => ({ ...end, fromMs: Math.max(0, ends[index - 1]?.toMs ?? 0) }));
}

/** How long a step took by itself; undefined where it did not take place. */
export function durationOf(marks: TurnMarks, stage: Stage): number | undefined {
  const span = spansOf(marks).find((one) => one.stage === stage);
  return span && Math.max(0, span.toMs - span.fromMs);
}

/** Nearest rank; `undefined` of nothing. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export interface Slowest {
  readonly stage: Stage;
  readonly ms: number;
  /** Of the time until something was heard. */
  readonly share: number;
  readonly wholeMs: number;
}

/** What took longest until something was heard; undefined for an answer that nobody heard. */
export function slowestOf(marks: TurnMarks): Slowest | undefined {
  const wholeMs = marks.firstAudioMs;
  if (wholeMs === undefined || wholeMs <= 0) return undefined;
  const [slowest] = spansOf(marks).toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  if (slowest === undefined) return undefined;
  const ms = slowest.toMs - slowest.fromMs;
  return { stage: slowest.stage, ms, share: ms / wholeMs, wholeMs };
}
