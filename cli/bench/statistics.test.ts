import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarizeTimes } from './statistics.ts';

test('percentiles are values that were measured', () => {
  const twenty = Array.from({ length: 20 }, (_, i) => i + 1).reverse();
  assert.deepEqual(summarizeTimes(twenty), { p50Ms: 10, p95Ms: 19, maxMs: 20 });
  assert.deepEqual(summarizeTimes([3, 1, 2]), { p50Ms: 2, p95Ms: 3, maxMs: 3 });
  assert.deepEqual(summarizeTimes([1.26]), { p50Ms: 1.3, p95Ms: 1.3, maxMs: 1.3 });
  assert.equal(summarizeTimes([]), undefined);
});
