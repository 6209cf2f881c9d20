import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type HeardWords, hearAgain, hearForGood, NO_WORDS } from './stable-words.ts';

/** What is shown after each pass, the stable part before the bar. */
function shown(...hypotheses: readonly string[]): string[] {
  let words = NO_WORDS;
  return hypotheses.map((hypothesis) => {
    words = hearAgain(words, hypothesis);
    return `${words.text.slice(0, words.stableLength)}|${words.text.slice(words.stableLength)}`;
  });
}

describe('what two passes agree on is stable', () => {
  test('from the first word on, without regard to case and marks', () => {
    assert.deepEqual(
      shown('Remind me.', 'Remind me to call', 'remind me to call my sister', 'Remind me to call my system.'),
      ['|Remind me.', 'Remind me| to call', 'Remind me to call| my sister', 'Remind me to call my| system.'],
    );
  });

  test('a mark after the last stable word may still change', () => {
    assert.deepEqual(shown('What is it?', 'What is it?', 'What is it, tell me', 'What is it.'), [
      '|What is it?',
      'What is it|?',
      'What is it|, tell me',
      'What is it|.',
    ]);
  });

  test('a stable part that is heard differently later stays, and the rest follows it', () => {
    assert.deepEqual(shown('I would like', 'I would like some', "I'd like some tea", "I'd like some tea, please."), [
      '|I would like',
      'I would like| some',
      'I would like| some tea',
      'I would like some tea|, please.',
    ]);
  });

  test('a pass that hears nothing, or something else altogether, takes nothing back', () => {
    assert.deepEqual(shown('Open the', 'open the door', '', 'Thank you.'), [
      '|Open the',
      'open the| door',
      'open the|',
      'open the|.',
    ]);
  });

  test('Chinese is compared letter by letter', () => {
    assert.deepEqual(shown('今天天气', '今天天气怎么样', '今天天气怎么样？'), [
      '|今天天气',
      '今天天气|怎么样',
      '今天天气怎么样|？',
    ]);
  });

  test('a dash between words belongs to the one before it', () => {
    assert.deepEqual(shown('well - yes', 'well - yes of'), ['|well - yes', 'well - yes| of']);
  });
});

test('words known for good are stable at once', () => {
  const { text, stableLength } = hearForGood(hearAgain(NO_WORDS, 'open a'), 'Open the window.');
  assert.deepEqual([text, stableLength], ['Open the window.', 'Open the window'.length]);
});

const word = fc.constantFrom('a', 'B', 'cc,', 'd.', "e's", '-', '…', '你', '好。', '7', 'a');
const hypothesis = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));

test('the stable part only grows, begins the text, and ends after a letter', () => {
  fc.assert(
    fc.property(fc.array(hypothesis, { maxLength: 8 }), (hypotheses) => {
      let before: HeardWords = NO_WORDS;
      for (const next of hypotheses) {
        const after = hearAgain(before, next);
        const stable = after.text.slice(0, after.stableLength);
        assert.ok(after.stableLength <= after.text.length);
        assert.ok(stable.startsWith(before.text.slice(0, before.stableLength)), `${stable} after ${before.text}`);
        assert.match(stable, /^$|[\p{L}\p{N}]$/u);
        before = after;
      }
    }),
    { numRuns: 500 },
  );
});

test('a text that is heard twice in a row is stable, and shown as it is', () => {
  fc.assert(
    fc.property(hypothesis, (text) => {
      const { text: shownText, stableLength } = hearForGood(NO_WORDS, text);
      assert.equal(shownText, text);
      assert.doesNotMatch(shownText.slice(stableLength), /[\p{L}\p{N}]/u);
    }),
  );
});
