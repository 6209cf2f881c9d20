import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstWord } from './first-word.ts';

test('a first word is heard, misheard or lost', () => {
  assert.deepEqual(
    [
      firstWord('What is the time?', 'what is the thyme'),
      firstWord('Name three fruits.', 'Aim three fruits.'),
      firstWord('Name three fruits.', 'Three fruits.'),
      firstWord('Who wrote Romeo?', 'Hoorot Romeo.'),
      firstWord('Yes.', 'Yes'),
      firstWord('Yes.', ''),
      firstWord('', ''),
    ],
    ['heard', 'misheard', 'lost', 'misheard', 'heard', 'lost', 'heard'],
  );
});
