import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateAnswerMs, measureMachine } from './machine-speed.ts';

test('a faster machine, and one with more cores, answers sooner; listening takes its time on any', () => {
  assert.ok(estimateAnswerMs(4000, 2) < estimateAnswerMs(2000, 2));
  assert.ok(estimateAnswerMs(2000, 4) < estimateAnswerMs(2000, 2));
  assert.equal(estimateAnswerMs(2000, 8), estimateAnswerMs(2000, 64));
  assert.ok(estimateAnswerMs(1e9, 64) >= 450);
});

test('what is measured is work by time, of the best slice', async () => {
  // Each look at the clock is 5 ms later: a slice of 25 ms has five rounds of a megaflop each.
  let nowMs = 0;
  const { megaflops, cores } = await measureMachine(() => {
    nowMs += 5;
    return nowMs;
  });
  assert.equal(Math.round(megaflops), Math.round((5 * 1024 * 1024) / 1000 / 25));
  assert.ok(cores >= 1);
});
