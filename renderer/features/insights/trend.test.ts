import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TurnInsight } from '../../../contract/assistant.ts';
import type { TraceOutcome } from '../../../contract/trace.ts';
import type { TurnMarks } from '../../../contract/turn-marks.ts';
import { durationOf, slowestOf } from './stages.ts';
import { countsOf, trendOf } from './trend.ts';

const NOON_MS = new Date(2025, 5, 10, 12).getTime();
const DAY_MS = 86_400_000;

function turn(conversationId: string, endedAtMs: number, marks?: TurnMarks, outcome: TraceOutcome = 'answered') {
  return { conversationId, trace: { endedAtMs, outcome, ...(marks ? { marks } : {}) } } as unknown as TurnInsight;
}

const MARKS: TurnMarks = { transcriptMs: 200, turnDecidedMs: 150, firstTokenMs: 700, firstAudioMs: 1000 };

test('a step takes the time since the one before it ended, in whatever order they came', () => {
  assert.deepEqual(
    [durationOf(MARKS, 'turnDecidedMs'), durationOf(MARKS, 'transcriptMs'), durationOf(MARKS, 'firstTokenMs')],
    [150, 50, 500],
  );
  assert.equal(durationOf(MARKS, 'firstClauseMs'), undefined);
  assert.deepEqual(slowestOf(MARKS), { stage: 'firstTokenMs', ms: 500, share: 0.5, wholeMs: 1000 });
  assert.equal(slowestOf({ firstTokenMs: 5 }), undefined, 'an answer that nobody heard');
});

test('groups come by day or by conversation, the oldest first', () => {
  const turns = [
    turn('b', NOON_MS, { firstAudioMs: 300 }),
    turn('b', NOON_MS - 1000, { firstAudioMs: 100 }),
    turn('a', NOON_MS - 2000, { firstAudioMs: 200 }),
    turn('a', NOON_MS - DAY_MS, { firstAudioMs: 900 }),
    turn('c', NOON_MS - 2 * DAY_MS),
  ];
  assert.deepEqual(
    trendOf(turns, 'whole', 'day', 14).map(({ key, count, p50Ms, p95Ms }) => [key, count, p50Ms, p95Ms]),
    [
      ['2025-06-09', 1, 900, 900],
      ['2025-06-10', 3, 200, 300],
    ],
  );
  assert.deepEqual(
    trendOf(turns, 'whole', 'conversation', 14).map(({ key, count }) => [key, count]),
    [
      ['a', 2],
      ['b', 2],
    ],
  );
  assert.deepEqual(
    trendOf(turns, 'whole', 'day', 1).map(({ key }) => key),
    ['2025-06-10'],
  );
  assert.deepEqual(trendOf(turns, 'firstTokenMs', 'day', 14), []);
});

test('how turns went is counted by what it was for the user', () => {
  const outcomes: TraceOutcome[] = [
    'answered',
    'interrupted',
    'stopped',
    'nothing-heard',
    'failed',
    'resumed',
    'closed',
  ];
  assert.deepEqual(countsOf(outcomes.map((outcome) => turn('a', 0, undefined, outcome))), {
    ...{ answered: 1, interrupted: 2, resumed: 1, unclear: 1, failed: 1 },
  });
});
