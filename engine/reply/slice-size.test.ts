import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SliceSize } from './slice-size.ts';

test('slices take about as long as an abort may wait, within their limits', () => {
  const slow = new SliceSize(128);
  const quick = new SliceSize(128);
  for (let slice = 0; slice < 8; slice += 1) {
    slow.record(16, 1000);
    quick.record(64, 1);
  }
  assert.equal(slow.tokens, 16);
  assert.equal(quick.tokens, 128);
  const middling = new SliceSize(512);
  for (let slice = 0; slice < 12; slice += 1) middling.record(64, 75);
  assert.equal(middling.tokens, 96);
});

test('a short slice says nothing about the speed', () => {
  const size = new SliceSize(128);
  const before = size.tokens;
  size.record(3, 500);
  assert.equal(size.tokens, before);
});
