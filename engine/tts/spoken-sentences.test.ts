import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import { joinSentences } from './spoken-sentences.ts';

const HOP = 256;
const VOICE = {
  sampleRateHz: 25_600,
  symbols: new Map([
    [0, '_'],
    [1, '^'],
    [2, '$'],
    [3, 'p'],
    [4, 'a'],
  ]),
};

/** `^ _ p _ a $`, ten frames in all: 100 ms. */
function timedSentence(level: number): Float32Array {
  const frames = [1, 1, 2, 1, 4, 1];
  const tokens = [1, 0, 3, 0, 4, 2];
  return Float32Array.from([...new Array(10 * HOP).fill(level), ...frames, ...tokens, 1, tokens.length]);
}

test('the second sentence goes on where the first one ends', () => {
  const { pcm, sampleRateHz, visemes } = joinSentences([timedSentence(0.1), timedSentence(0.2)], VOICE);
  const levels = [pcm.length, pcm[10 * HOP - 1], pcm[10 * HOP]];
  assert.deepEqual(levels, [20 * HOP, Math.fround(0.1), Math.fround(0.2)]);
  assert.equal(sampleRateHz, 25_600);
  assert.deepEqual(visemes, [
    { atMs: 0, shape: 'sil' },
    { atMs: 20, shape: 'PP' },
    { atMs: 50, shape: 'aa' },
    { atMs: 90, shape: 'sil' },
    { atMs: 120, shape: 'PP' },
    { atMs: 150, shape: 'aa' },
    { atMs: 190, shape: 'sil' },
  ]);
});

test('one sentence without timings makes all of it untimed, and no sample is lost', () => {
  const { pcm, visemes } = joinSentences([timedSentence(0.1), new Float32Array(700).fill(0.3)], VOICE);
  assert.deepEqual([pcm.length, visemes], [10 * HOP + 700, []]);
});

test('nothing spoken is nothing', () => {
  const { pcm, visemes } = joinSentences([], VOICE);
  assert.deepEqual([pcm.length, visemes], [0, []]);
});

test('overshoot is cut to full scale, what is no number is a corrupt voice', () => {
  const { pcm } = joinSentences([Float32Array.of(1.4, -1.2, 0.5)], VOICE);
  assert.deepEqual([...pcm], [1, -1, 0.5]);
  const broken = (): unknown => joinSentences([Float32Array.of(0.1, Number.NaN, 0.5)], VOICE);
  assert.throws(broken, (error) => error instanceof SottoFault && error.code === 'model-corrupt');
});
