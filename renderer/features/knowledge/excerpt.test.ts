import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerptOf } from './excerpt.ts';

const TEXT = 'one two three four five';

test('a short document is whole, with its passage apart', () => {
  assert.deepEqual(excerptOf({ text: TEXT, pageOffsets: [0, 8] }, { startOffset: 8, endOffset: 13 }), {
    before: 'one two ',
    passage: 'three',
    after: ' four five',
    isWhole: true,
    page: 2,
  });
});

test('a long one is cut on both sides', () => {
  const { before, after, isWhole, page } = excerptOf(
    { text: TEXT, pageOffsets: [] },
    { startOffset: 8, endOffset: 13 },
    4,
  );
  assert.deepEqual([before, after, isWhole, page], ['two ', ' fou', false, undefined]);
});

test('a place that the document no longer has is its end', () => {
  const { before, passage } = excerptOf({ text: TEXT, pageOffsets: [] }, { startOffset: 90, endOffset: 95 });
  assert.deepEqual([before, passage], [TEXT, '']);
});
