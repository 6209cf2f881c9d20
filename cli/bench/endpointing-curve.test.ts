import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CORPUS } from './endpointing-corpus.ts';
import { type HeardUtterance, measureStrategy, type Strategy } from './endpointing-curve.ts';

const heard = (changes: Partial<HeardUtterance>): HeardUtterance => ({
  id: 'one',
  kind: 'plain',
  afterQuestion: false,
  endMs: 2000,
  pauses: [{ atMs: 2050, text: 'All of it.' }],
  ...changes,
});
const constant = (ms: number): Strategy => {
  return () => ({ beforeWordsMs: ms, withWordsMs: ms });
};

test('a pause that is shorter than the delay is survived, a longer one is not', () => {
  const hesitant = heard({
    pauses: [
      { atMs: 500, resumedAtMs: 900, text: 'Some' },
      { atMs: 1000, resumedAtMs: 1700, text: 'Some of' },
      { atMs: 2050, text: 'Some of it.' },
    ],
  });
  const point = measureStrategy('500 ms', constant(500), [hesitant, heard({})]);
  assert.deepEqual(point, {
    strategy: '500 ms',
    pauses: 2,
    hesitantTurns: 1,
    turnsCutOff: 1,
    pausesCutOff: 0.5,
    delay: { p50Ms: 550, p95Ms: 550, maxMs: 550 },
    meanDelayMs: 550,
    answerDelay: undefined,
  });
});

test('words that come too late cannot change a short delay; those in time end a turn as soon as they are there', () => {
  const delays = (beforeWordsMs: number, withWordsMs: number): number | undefined =>
    measureStrategy('any', () => ({ beforeWordsMs, withWordsMs }), [heard({})], 300).delay?.p50Ms;
  assert.equal(delays(250, 2000), 300);
  assert.equal(delays(800, 200), 350);
  assert.equal(delays(800, 1000), 1050);
});

test('a turn whose end was never noticed has no delay', () => {
  const unnoticed = heard({ pauses: [{ atMs: 500, resumedAtMs: 900, text: '' }] });
  assert.equal(measureStrategy('any', constant(200), [unnoticed, heard({ pauses: [] })]).delay, undefined);
});

test('answers are told apart', () => {
  const point = measureStrategy('any', constant(200), [heard({ afterQuestion: true }), heard({ endMs: 1000 })]);
  assert.deepEqual(point.answerDelay, { p50Ms: 250, p95Ms: 250, maxMs: 250 });
});

test('every utterance of the corpus has a name of its own, and a pause between two texts', () => {
  assert.equal(new Set(CORPUS.map(({ id }) => id)).size, CORPUS.length);
  for (const { id, texts, pausesMs } of CORPUS) {
    assert.equal(texts.length, pausesMs.length + 1, id);
    assert.ok(texts.every((text) => text !== '') && pausesMs.every((ms) => ms >= 200 && ms <= 2000), id);
  }
});

test('nothing is in both halves of the corpus but what has one word or two', () => {
  const textsOf = (half: string) => CORPUS.filter((each) => each.half === half).map(({ texts }) => texts.join(' '));
  const tuned = new Set(textsOf('tuned'));
  assert.deepEqual(
    textsOf('held-out').filter((text) => tuned.has(text) && text.split(' ').length > 2),
    [],
  );
});
