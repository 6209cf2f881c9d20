import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPartialDue, type PartialPacing } from './partial-pacing.ts';

const MS = 16;
const talking: PartialPacing = {
  saidSamples: 5000 * MS,
  sinceLastSamples: undefined,
  lastTookSamples: 0,
  isQuiet: false,
};

test('the first pass waits for some 0.7 s of speech after the pre-roll, a little more in the middle of a word', () => {
  const due = (saidMs: number, isQuiet: boolean) => isPartialDue({ ...talking, saidSamples: saidMs * MS, isQuiet });
  assert.deepEqual([due(1199, true), due(1200, true), due(1359, false), due(1360, false)], [false, true, false, true]);
});

test('passes that take long are further apart', () => {
  const due = (sinceMs: number, tookMs: number) =>
    isPartialDue({ ...talking, isQuiet: true, sinceLastSamples: sinceMs * MS, lastTookSamples: tookMs * MS });
  assert.deepEqual([due(499, 100), due(500, 100), due(1799, 600), due(1800, 600)], [false, true, false, true]);
});

test('passes of any length take at most a third of the time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.boolean(), (tookMs, isQuiet) => {
      const frame = 32;
      let begunMs: number | undefined;
      let workMs = 0;
      for (let nowMs = 0; nowMs < 60_000; nowMs += frame) {
        const sinceLastSamples = begunMs === undefined ? undefined : (nowMs - begunMs) * MS;
        const lastTookSamples = begunMs === undefined ? 0 : tookMs * MS;
        if (!isPartialDue({ saidSamples: nowMs * MS, sinceLastSamples, lastTookSamples, isQuiet })) continue;
        begunMs = nowMs;
        workMs += tookMs;
      }
      assert.ok(workMs > 0 && workMs <= 60_000 / 3 + tookMs);
    }),
  );
});
