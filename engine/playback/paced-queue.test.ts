import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PacedQueue } from './paced-queue.ts';

const RATE = 1000;

function queueAt() {
  const clock = { ms: 0, nowMs: () => clock.ms };
  return { clock, queue: new PacedQueue(clock, RATE) };
}

test('samples are heard one after the other, gaps included', () => {
  const { clock, queue } = queueAt();
  assert.equal(queue.push(100), 0);
  assert.equal(queue.push(50), 100, 'the second chunk waits for the first');
  clock.ms = 120;
  assert.deepEqual([queue.heardSamples, queue.queuedMs], [120, 30]);
  clock.ms = 500;
  assert.deepEqual([queue.heardSamples, queue.queuedMs], [150, 0]);
  assert.equal(queue.push(10), 500, 'after a gap it begins at once');
  clock.ms = 505;
  assert.equal(queue.heardSamples, 155);
});

test('a flush keeps what was heard and a short fade', () => {
  const { clock, queue } = queueAt();
  queue.push(100);
  queue.push(100);
  clock.ms = 130;
  assert.equal(queue.flush(10), 140);
  assert.equal(queue.queuedMs, 10);
  clock.ms = 1000;
  assert.equal(queue.heardSamples, 140);
});

test('what was heard never goes back and never exceeds what was kept', () => {
  const action = fc.oneof(
    fc.nat(300).map((samples) => ({ type: 'push' as const, samples })),
    fc.nat(200).map((ms) => ({ type: 'wait' as const, ms })),
    fc.constant({ type: 'flush' as const }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const { clock, queue } = queueAt();
      let kept = 0;
      let heard = 0;
      for (const step of actions) {
        if (step.type === 'push') {
          queue.push(step.samples);
          kept += step.samples;
        }
        if (step.type === 'wait') clock.ms += step.ms;
        if (step.type === 'flush') kept = queue.flush(10);
        assert.ok(queue.heardSamples >= heard && queue.heardSamples <= kept);
        heard = queue.heardSamples;
      }
      clock.ms += 1_000_000;
      assert.equal(queue.heardSamples, kept);
    }),
  );
});
