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

test('the first pass waits for some 0.8 s of speech after the pre-roll, a little more in the middle of a word', () => {
  const due = (saidMs: number, isQuiet: boolean) => isPartialDue({ ...talking, saidSamples: saidMs * MS, isQuiet });
  assert.deepEqual([due(1299, true), due(1300, true), due(1459, false), due(1460, false)], [false, true, false, true]);
});

test('passes that take long are further apart', () => {
  const due = (sinceMs: number, tookMs: number) =>
    isPartialDue({ ...talking, isQuiet: true, sinceLastSamples: sinceMs * MS, lastTookSamples: tookMs * MS });
  assert.deepEqual([due(599, 100), due(600, 100), due(1999, 600), due(2000, 600)], [false, true, false, true]);
});

test('passes of any length take at most three tenths of the time', () => {
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
      assert.ok(workMs > 0 && workMs <= 0.3 * 60_000 + tookMs);
    }),
  );
});
