import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutLeadIn } from './lead-in.ts';

const RATE = 1000;

test('the silence before the first word goes, but for 10 ms, and the mouth keeps in step', () => {
  const pcm = new Float32Array(500).fill(0.001, 0, 110).fill(0.3, 110);
  const visemes = [
    { atMs: 0, shape: 'sil' },
    { atMs: 50, shape: 'PP' },
    { atMs: 120, shape: 'aa' },
  ] as const;
  const trimmed = withoutLeadIn({ pcm, sampleRateHz: RATE, visemes });
  assert.equal(trimmed.pcm.length, 400);
  assert.ok(Math.abs((trimmed.pcm[10] ?? 0) - 0.3) < 1e-6);
  assert.deepEqual(trimmed.visemes, [
    { atMs: 0, shape: 'PP' },
    { atMs: 20, shape: 'aa' },
  ]);
});

test('speech that begins at once and silence alone stay as they are', () => {
  const speech = { pcm: new Float32Array(50).fill(0.5), sampleRateHz: RATE, visemes: [] };
  const silence = { pcm: new Float32Array(50), sampleRateHz: RATE, visemes: [] };
  assert.equal(withoutLeadIn(speech), speech);
  assert.equal(withoutLeadIn(silence), silence);
});
