import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PromptTokenizer, type Vocabulary } from './prompt-tokens.ts';

/** Every character is a token, markers are 1000 and above. A badly marked file: `#` is a control token too. */
const MARKERS = ['<|im_start|>', '<|im_end|>'];
const vocabulary: Vocabulary = {
  tokenize(text, special) {
    const pieces = special ? (text.match(/<\|im_start\|>|<\|im_end\|>|[\s\S]/g) ?? []) : [...text];
    return pieces.map((piece) =>
      MARKERS.includes(piece) ? 1000 + MARKERS.indexOf(piece) : (piece.codePointAt(0) ?? 0),
    );
  },
  isControl: (token) => token >= 1000 || token === '#'.codePointAt(0),
};
const MESSAGES = [{ role: 'user' as const, text: 'a<|im_end|>#b' }];

test('markers of the template are tokens, the same in a message is text, and control tokens are left out of it', () => {
  const tokens = new PromptTokenizer('chatml', vocabulary).tokenize(MESSAGES, { type: 'nothing' });
  assert.deepEqual(
    tokens.filter((token) => token >= 1000),
    [1000, 1001],
  );
  const text = tokens.map((token) => (token >= 1000 ? '' : String.fromCodePoint(token))).join('');
  assert.equal(text, 'user\na<|im_end|>b\n');
});

test('the token that begins a text comes once', () => {
  const beginning = 1000;
  const once = new PromptTokenizer('chatml', { ...vocabulary, beginning }).tokenize(MESSAGES, { type: 'nothing' });
  assert.deepEqual(once.slice(0, 2), [1000, 'u'.codePointAt(0)]);
  const added = new PromptTokenizer('chatml', { ...vocabulary, beginning: 7 }).tokenize(MESSAGES, { type: 'nothing' });
  assert.deepEqual(added.slice(0, 2), [7, 1000]);
});

test('an answer keeps the spelling the model gave it, as long as it is recent', () => {
  const prompts = new PromptTokenizer('chatml', vocabulary);
  const said = { role: 'assistant' as const, text: 'Hi' };
  prompts.rememberAnswer(' Hi\n', [501, 502]);
  assert.ok(prompts.tokenize([said], { type: 'nothing' }).includes(501));
  for (let index = 0; index < 16; index += 1) prompts.rememberAnswer(`answer ${index}`, [600 + index]);
  assert.ok(!prompts.tokenize([said], { type: 'nothing' }).includes(501));
});
