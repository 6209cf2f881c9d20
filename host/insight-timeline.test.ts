import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TurnTrace } from '../contract/trace.ts';
import { turnTimeline } from './insight-timeline.ts';

function step(at: number, kind: TurnTrace['start']['state']['kind']): TurnTrace['entries'][number] {
  return { kind: 'step', at, event: { type: 'any' }, to: { kind }, effects: [] };
}

function trace(entries: TurnTrace['entries']): TurnTrace {
  return { start: { state: { kind: 'listening' }, timers: [], repliesBegun: 0 }, entries } as unknown as TurnTrace;
}

test('a turn is told from its first sound on, in ms', () => {
  const entries = [
    step(16_000, 'user-speaking'),
    step(32_000, 'user-paused'),
    step(40_000, 'thinking'),
    step(48_000, 'speaking'),
    step(64_000, 'overlapped'),
    step(72_000, 'speaking'),
    step(80_000, 'listening'),
  ];
  assert.deepEqual(turnTimeline(trace(entries)), {
    beganMs: 1000,
    spans: [
      { floor: 'user-speaking', fromMs: 0, toMs: 1000 },
      { floor: 'user-paused', fromMs: 1000, toMs: 1500 },
      { floor: 'thinking', fromMs: 1500, toMs: 2000 },
      { floor: 'speaking', fromMs: 2000, toMs: 3000 },
      { floor: 'overlapped', fromMs: 3000, toMs: 3500 },
      { floor: 'speaking', fromMs: 3500, toMs: 4000 },
    ],
  });
});

test('steps that leave the floor where it is make no new span; judgements make none at all', () => {
  const judged = { kind: 'endpoint-judged', at: 20_000 } as unknown as TurnTrace['entries'][number];
  const entries = [step(0, 'user-speaking'), judged, step(16_000, 'user-speaking'), step(32_000, 'thinking')];
  assert.deepEqual(turnTimeline(trace(entries)).spans, [{ floor: 'user-speaking', fromMs: 0, toMs: 2000 }]);
  assert.deepEqual(turnTimeline(trace([])), { beganMs: 0, spans: [] });
});
