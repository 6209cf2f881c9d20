/** Who had the floor in a turn, from what the turn machine did. Pure. */

import type { FloorSpan } from '../contract/insight-views.ts';
import type { TurnTrace } from '../contract/trace.ts';

const SAMPLES_PER_MS = 16;

export interface TurnTimeline {
  /** Of captured time: when the turn began, which is 0 in the spans. */
  readonly beganMs: number;
  readonly spans: readonly FloorSpan[];
}

/** From the first sound that belongs to the turn to its end; neighbours of one floor are one span. */
export function turnTimeline({ start, entries }: TurnTrace): TurnTimeline {
  const steps = entries.filter((entry) => entry.kind === 'step');
  const began = steps[0]?.at ?? 0;
  const spans: FloorSpan[] = [];
  const add = (floor: FloorSpan['floor'], from: number, to: number): void => {
    const span = { floor, fromMs: toMs(from - began), toMs: toMs(to - began) };
    const last = spans.at(-1);
    if (last?.floor === floor) spans[spans.length - 1] = { ...last, toMs: span.toMs };
    else if (span.toMs > span.fromMs) spans.push(span);
  };
  let floor = start.state.kind;
  let since = began;
  for (const { at, to } of steps) {
    add(floor, since, at);
    floor = to.kind;
    since = at;
  }
  return { beganMs: toMs(began), spans };
}

function toMs(samples: number): number {
  return Math.round(samples / SAMPLES_PER_MS);
}
