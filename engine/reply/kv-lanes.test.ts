import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chooseLane } from './kv-lanes.ts';

const free = (...tokens: number[]): { tokens: number[]; isHeld: boolean } => ({ tokens, isHeld: false });

test('the lane that shares most with the prompt', () => {
  assert.equal(chooseLane([free(1, 2, 3), free(1, 2, 3, 4)], [1, 2, 3, 4, 5], 'foreground', 0), 1);
  assert.equal(chooseLane([free(1, 2, 3), free(9)], [1, 2, 7], 'foreground', 1), 0);
});

test('of equals, the one that loses least', () => {
  assert.equal(chooseLane([free(1, 2, 3, 4), free(1)], [1, 8], 'foreground', 0), 1);
  assert.equal(chooseLane([free(), free()], [1], 'foreground', 0), 0);
});

test('background work leaves the live lane alone, however much it shares', () => {
  assert.equal(chooseLane([free(1, 2, 3), free()], [1, 2, 3], 'background', 0), 1);
  assert.equal(chooseLane([free(1, 2, 3)], [9], 'background', 0), 0);
});

test('a lane in use is left alone', () => {
  assert.equal(chooseLane([{ tokens: [1, 2, 3], isHeld: true }, free()], [1, 2, 3], 'foreground', 1), 1);
});
