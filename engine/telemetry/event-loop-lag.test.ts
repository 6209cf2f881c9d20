import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTick } from 'node:timers/promises';
import { EventLoopLagMeter } from './event-loop-lag.ts';

/** Keeps everything else in this process from happening. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('what blocks the event loop shows', async () => {
  const meter = new EventLoopLagMeter();
  meter.start();
  for (let i = 0; i < 5; i += 1) {
    block(60);
    await nextTick();
  }
  const lag = meter.stop();
  assert.ok(lag !== undefined && lag.maxMs > 20, `the lag was ${lag?.maxMs} ms`);
  assert.ok(lag.p50Ms <= lag.p99Ms && lag.p99Ms <= lag.maxMs);
});

test('without a start there is nothing to tell', () => {
  assert.equal(new EventLoopLagMeter().stop(), undefined);
});
