/** Turns over time: how long they took, group by group, and how they went. Pure. */

import type { TurnInsight } from '../../../contract/assistant.ts';
import { durationOf, percentile, type Stage } from './stages.ts';

export type Grouping = 'day' | 'conversation';
/** One step by itself, or all of them. */
export type Measured = Stage | 'whole';

export interface Group {
  /** The day as YYYY-MM-DD where the user is, or the id of the conversation. */
  readonly key: string;
  /** Of its newest turn. */
  readonly atMs: number;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** The oldest first; groups in which nothing was measured are left out. @param limit the newest so many */
export function trendOf(
  turns: readonly TurnInsight[],
  measured: Measured,
  grouping: Grouping,
  limit: number,
): readonly Group[] {
  const groups = new Map<string, { atMs: number; values: number[] }>();
  for (const { conversationId, trace } of turns) {
    const marks = trace.marks ?? {};
    const value = measured === 'whole' ? marks.firstAudioMs : durationOf(marks, measured);
    if (value === undefined) continue;
    const key = grouping === 'day' ? dayOf(trace.endedAtMs) : conversationId;
    const group = groups.get(key) ?? { atMs: 0, values: [] };
    group.values.push(value);
    group.atMs = Math.max(group.atMs, trace.endedAtMs);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, { atMs, values }]) => ({
      ...{ key, atMs, count: values.length },
      p50Ms: percentile(values, 0.5) ?? 0,
      p95Ms: percentile(values, 0.95) ?? 0,
    }))
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-limit);
}

export type CountName = 'answered' | 'interrupted' | 'resumed' | 'unclear' | 'failed';

/** How turns went. `unclear`: a sound that was taken for speech and not understood. */
export function countsOf(turns: readonly TurnInsight[]): Readonly<Record<CountName, number>> {
  const counts = { answered: 0, interrupted: 0, resumed: 0, unclear: 0, failed: 0 };
  for (const { trace } of turns) {
    if (trace.outcome === 'nothing-heard') counts.unclear += 1;
    else if (trace.outcome === 'stopped') counts.interrupted += 1;
    else if (trace.outcome in counts) counts[trace.outcome as CountName] += 1;
  }
  return counts;
}

function dayOf(atMs: number): string {
  const day = new Date(atMs);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
