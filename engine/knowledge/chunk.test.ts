import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chunk } from './chunk.ts';
import type { Block } from './extract/extractor.ts';

const text = (blocks: readonly Block[]): string =>
  chunk(blocks)
    .map((passage) => passage.text)
    .join('\n');

const anyBlock: fc.Arbitrary<Block> = fc.record(
  {
    text: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 2500 })
      .map((words) => words.replace(/\s+/gu, ' ').trim() || 'x'),
    level: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    page: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['text'] },
);

describe('passages of a document', () => {
  test('stand where they say, in order, and leave nothing out', () => {
    fc.assert(
      fc.property(fc.array(anyBlock, { maxLength: 30 }), (blocks) => {
        const passages = chunk(blocks);
        const document = text(blocks);
        let end = -1;
        for (const passage of passages) {
          assert.equal(document.slice(passage.startOffset, passage.startOffset + passage.text.length), passage.text);
          assert.equal(passage.startOffset, end + 1);
          end = passage.startOffset + passage.text.length;
        }
        const letters = (words: string): string => words.replace(/\s+/gu, '');
        assert.equal(letters(document), letters(blocks.map((block) => block.text).join('')));
      }),
      { numRuns: 200 },
    );
  });

  test('carry the headings above them, and do not cross one', () => {
    const passages = chunk([
      { text: 'Lease', level: 1 },
      { text: 'Heating', level: 2 },
      { text: 'Warm from October on.' },
      { text: 'Pets', level: 2 },
      { text: 'No bagpipes.' },
      { text: 'Annex', level: 1 },
      { text: 'Keys.' },
    ]);
    assert.deepEqual(
      passages.map(({ headings, text: words }) => [headings.join(' > '), words.split('\n').at(-1)]),
      [
        ['Lease > Heating', 'Warm from October on.'],
        ['Lease > Pets', 'No bagpipes.'],
        ['Annex', 'Keys.'],
      ],
    );
  });

  test('do not go from one page to the next', () => {
    const passages = chunk([
      { text: 'On the first page.', page: 1 },
      { text: 'On the second.', page: 2 },
    ]);
    assert.deepEqual(
      passages.map(({ page }) => page),
      [1, 2],
    );
  });

  test('end with a sentence where a block is long, and never inside a character', () => {
    const long = 'This is one of many sentences in a row. '.repeat(60).trim();
    const parts = chunk([{ text: long }]);
    assert.ok(parts.length > 2);
    assert.ok(parts.every(({ text: words }) => words.length <= 1000 && words.endsWith('.')));
    assert.ok(chunk([{ text: '😀'.repeat(3000) }]).every(({ text: words }) => words.isWellFormed()));
  });
});
