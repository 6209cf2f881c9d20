import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysToChoose } from './days.ts';

test('the choices hold what is chosen, and nothing that is not allowed', () => {
  assert.deepEqual(daysToChoose(undefined, undefined), [undefined, 7, 30, 90, 365]);
  assert.deepEqual(daysToChoose(14, undefined), [undefined, 7, 14, 30, 90, 365]);
  assert.deepEqual(daysToChoose(60, 60), [7, 30, 60]);
});
