import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GainRamp } from './gain-ramp.ts';

const RATE = 1000;

test('without a gain, samples are as they are', () => {
  const pcm = new Float32Array([1, -1]);
  assert.equal(new GainRamp(RATE).apply(pcm), pcm);
});

test('a gain is reached within ten milliseconds, in even steps, and given back the same way', () => {
  const ramp = new GainRamp(RATE);
  ramp.aim(-20);
  const down = ramp.apply(new Float32Array(12).fill(1));
  assert.deepEqual(
    [...down].map((sample) => Number(sample.toFixed(2))),
    [0.91, 0.82, 0.73, 0.64, 0.55, 0.46, 0.37, 0.28, 0.19, 0.1, 0.1, 0.1],
  );
  ramp.aim(0);
  assert.ok(Math.abs((ramp.apply(new Float32Array(10).fill(1)).at(-1) ?? 0) - 1) < 1e-6);
});
