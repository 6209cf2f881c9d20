import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { StopText, TokenText } from './token-text.ts';

/** Tokens are single bytes here: the hardest case. */
function bytesToText(tokens: readonly number[]): string {
  return Buffer.from(tokens).toString('utf8');
}

test('characters come whole, however their bytes arrive', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const stream = new TokenText(bytesToText);
      const pieces = [...Buffer.from(text)].map((byte) => stream.push(byte));
      assert.ok(pieces.every((piece) => !piece.includes('\uFFFD')));
      assert.equal(pieces.join('') + stream.end(), text.replaceAll('\uFFFD', ''));
    }),
  );
});

test('bytes that are no text are dropped and do not hold the stream up', () => {
  const stream = new TokenText(bytesToText);
  const pieces = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x41].map((byte) => stream.push(byte));
  assert.equal(pieces.join(''), 'A');
});

test('the detokeniser sees the tokens before, for the space between words', () => {
  const words = ['Paris', 'is', 'nice'];
  const stream = new TokenText((tokens, before) =>
    tokens.map((token, index) => (index + before.length > 0 ? ` ${words[token]}` : words[token])).join(''),
  );
  assert.equal([0, 1, 2].map((token) => stream.push(token)).join(''), 'Paris is nice');
});

test('nothing of a stop text or after it is passed on, however it arrives', () => {
  const stops = ['<|im_end|>', '<|im_start|>', 'STOP'];
  const plain = fc.string({ unit: fc.constantFrom('<', '|', 'i', 'm', 'S', 'T', ' ', 'x'), maxLength: 12 });
  fc.assert(
    fc.property(
      plain,
      fc.constantFrom(...stops),
      plain,
      fc.integer({ min: 1, max: 5 }),
      (before, stop, after, size) => {
        const text = before + stop + after;
        const first = Math.min(...stops.map((one) => (text.includes(one) ? text.indexOf(one) : Infinity)));
        const matcher = new StopText(stops);
        let passed = '';
        let stopped = false;
        for (let at = 0; at < text.length && !stopped; at += size) {
          const piece = matcher.push(text.slice(at, at + size));
          passed += piece.text;
          stopped = piece.stopped;
        }
        assert.ok(stopped);
        assert.equal(passed, text.slice(0, first));
      },
    ),
  );
});

test('without a stop text everything is passed on in the end', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('<', '|', 'i', 'a') })), (pieces) => {
      const matcher = new StopText(['<|im_end|>']);
      const passed = pieces.map((piece) => matcher.push(piece).text).join('');
      assert.equal(passed + matcher.end(), pieces.join(''));
    }),
  );
});
