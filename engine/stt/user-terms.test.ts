import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { continuedPrompt, recognitionPrompt } from './user-terms.ts';

describe('the prompt', () => {
  test('is empty when there is nothing to go by', () => {
    assert.equal(recognitionPrompt({ terms: [], precedingText: '' }), '');
    assert.equal(recognitionPrompt({ terms: ['', '  '], precedingText: ' \n ' }), '');
  });

  test('names the terms once each, then the words just said', () => {
    assert.equal(
      recognitionPrompt({ terms: ['Siobhán', 'Kubernetes', 'Siobhán'], precedingText: 'Send the draft to' }),
      'Siobhán, Kubernetes. Send the draft to',
    );
  });

  test('keeps the first terms and the last words when there are too many', () => {
    const terms = Array.from({ length: 500 }, (_, i) => `Term${i}`);
    const precedingText = Array.from({ length: 500 }, (_, i) => `word${i}`).join(' ');
    const prompt = recognitionPrompt({ terms, precedingText });
    assert.match(prompt, /^Term0, Term1, /);
    assert.match(prompt, / word498 word499$/);
    // 223 tokens of at least one byte each would fit whatever the model makes of them.
    assert.ok(prompt.length < 600, `${prompt.length} characters`);
  });

  test('a term that does not fit leaves room for the next', () => {
    assert.equal(recognitionPrompt({ terms: ['x'.repeat(900), 'Ada'], precedingText: '' }), 'Ada.');
  });

  test('has one line, and nothing that reads as a mark of the model', () => {
    const prompt = recognitionPrompt({
      terms: ['Ann\nBob\0', '<|endoftext|>'],
      precedingText: '<|nospeech|> and\tthen',
    });
    assert.equal(prompt, 'Ann Bob. and then');
  });

  test('text in scripts without spaces is cut at the front', () => {
    const prompt = continuedPrompt('', '一'.repeat(500));
    assert.equal(prompt, '一'.repeat(60));
  });
});
