import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelView } from '../../../contract/assistant.ts';
import { expectedSpeed, paceOf, timeLeft } from './speed.ts';

function model(installedBytes: number, tokensPerSecond?: number): ModelView {
  const measured = tokensPerSecond && { atMs: 0, figures: { tokensPerSecond } };
  return { kind: 'llm', installedBytes, ...(measured ? { measured } : {}) } as unknown as ModelView;
}

test('a language model is quick when it writes far faster than people speak', () => {
  const paces = [3, 4.9, 5, 11, 12, 80].map((speed) => paceOf(model(1, speed)));
  assert.deepEqual(paces, ['slow', 'slow', 'fluent', 'fluent', 'quick', 'quick']);
  const factors = [0.1, 0.5, 0.9].map((realTimeFactor) =>
    paceOf({ kind: 'tts', measured: { atMs: 0, figures: { realTimeFactor } } }),
  );
  assert.deepEqual(factors, ['quick', 'fluent', 'slow']);
  assert.equal(paceOf(model(1)), undefined);
});

test('what was not measured is judged by the measured one that is nearest in size', () => {
  const [small, large] = [model(1e9, 30), model(8e9, 4)];
  assert.deepEqual(expectedSpeed(model(2e9), [small, large]), { tokensPerSecond: 15, by: small });
  assert.deepEqual(expectedSpeed(model(16e9), [small, large]), { tokensPerSecond: 2, by: large });
  assert.equal(expectedSpeed(small, [small, large]), undefined);
  assert.equal(expectedSpeed(model(2e9), [model(3e9)]), undefined);
});

test('time left is told as coarsely as it is known', () => {
  assert.deepEqual(timeLeft(0, 100, 0), undefined);
  assert.deepEqual(timeLeft(0, 590, 10), { unit: 'seconds' });
  assert.deepEqual(timeLeft(0, 600, 10), { unit: 'minutes', count: 1 });
  assert.deepEqual(timeLeft(1000, 54_000, 10), { unit: 'minutes', count: 88 });
  assert.deepEqual(timeLeft(0, 80_000, 10), { unit: 'hours', count: 2 });
  assert.deepEqual(timeLeft(200, 100, 10), { unit: 'seconds' });
});
