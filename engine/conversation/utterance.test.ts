import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleTime } from '../../contract/ids.ts';
import { Utterance } from './utterance.ts';

const at = (samples: number): SampleTime => samples as SampleTime;
const ramp = (from: number, length: number): Float32Array => Float32Array.from({ length }, (_, i) => from + i);

test('an utterance gives what was said up to a pause, and only that', () => {
  const utterance = new Utterance(ramp(0, 10), at(100));
  utterance.append(ramp(10, 10));
  assert.deepEqual(utterance.pending(at(115)), ramp(0, 15));
  assert.deepEqual(utterance.pending(at(999)), ramp(0, 20));
});

test('settled audio is not given again, wherever the cut falls', () => {
  for (const cut of [0, 5, 10, 13, 20]) {
    const utterance = new Utterance(ramp(0, 10), at(100));
    utterance.append(ramp(10, 10));
    utterance.settle(at(100 + cut));
    utterance.append(ramp(20, 5));
    assert.deepEqual(utterance.pending(at(125)), ramp(cut, 25 - cut), `cut at ${cut}`);
    assert.equal(utterance.pendingSamples, 25 - cut);
  }
});

test('a pause before the settled part gives nothing', () => {
  const utterance = new Utterance(ramp(0, 10), at(0));
  utterance.settle(at(8));
  assert.equal(utterance.pending(at(4)).length, 0);
});

test('a stretch is what was said in it, as far as it is there and not settled', () => {
  const utterance = new Utterance(ramp(0, 10), at(100));
  utterance.append(ramp(10, 10));
  assert.deepEqual(utterance.between(at(108), at(112)), ramp(8, 4));
  assert.deepEqual(utterance.between(at(90), at(103)), ramp(0, 3));
  assert.deepEqual(utterance.between(at(118), at(130)), ramp(18, 2));
  utterance.settle(at(115));
  assert.equal(utterance.settledAt, at(115));
  assert.deepEqual(utterance.between(at(108), at(117)), ramp(15, 2));
  assert.deepEqual(utterance.between(at(104), at(108)), ramp(0, 0));
});
