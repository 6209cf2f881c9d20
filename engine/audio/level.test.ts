import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peakDbfs, rmsDbfs, SILENCE_DBFS } from './level.ts';

test('a full-scale sine has an RMS of -3.01 dBFS and a peak of 0 dBFS', () => {
  const sine = Float32Array.from({ length: 1_600 }, (_, i) => Math.sin((2 * Math.PI * i) / 16));
  assert.equal(rmsDbfs(sine).toFixed(2), '-3.01');
  assert.equal(peakDbfs(sine).toFixed(2), '0.00');
});

test('a tenth of the amplitude is 20 dB less', () => {
  const quiet = new Float32Array(10).fill(-0.1);
  assert.equal(rmsDbfs(quiet).toFixed(3), '-20.000');
  assert.equal(peakDbfs(quiet).toFixed(3), '-20.000');
});

test('silence and nothing at all read as the floor', () => {
  for (const pcm of [new Float32Array(10), new Float32Array()]) {
    assert.deepEqual([rmsDbfs(pcm), peakDbfs(pcm)], [SILENCE_DBFS, SILENCE_DBFS]);
  }
});
