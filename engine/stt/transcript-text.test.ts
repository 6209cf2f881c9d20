import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSaidTwice, repeatsItself, spokenText } from './transcript-text.ts';

describe('spoken text', () => {
  const cases: readonly (readonly [string, string])[] = [
    [' Open the window. ', 'Open the window.'],
    [' [BLANK_AUDIO]', ''],
    [' [ Silence ]', ''],
    [' (upbeat music)', ''],
    [' (clippers buzzing) (wind', ''],
    [' ♪ la la la ♪', ''],
    [' ♪ la la la', ''],
    [' *coughs*', ''],
    [' ...', ''],
    [' [Music] Hello there', 'Hello there'],
    [' The price (in euros) is two', 'The price (in euros) is two'],
    [' five * three * two', 'five * three * two'],
    [' 你好 [音乐]', '你好'],
    ['', ''],
  ];
  for (const [raw, text] of cases) {
    test(JSON.stringify(raw), () => assert.equal(spokenText(raw), text));
  }
});

describe('a phrase that follows itself', () => {
  for (const looping of [
    'Set a timer for 10 minutes. Set a timer for 10 minutes. Set a timer for 10 minutes.',
    'a little bit of a little bit of a little bit of',
    'well 10 10 10 10 10',
    'I think that we, that we, that we should',
  ]) {
    test(looping, () => assert.ok(repeatsItself(looping)));
  }

  for (const fine of [
    'no, no, no',
    'It was the best of times. It was the worst of times. It was the age of wisdom.',
    'Ever tried, ever failed. No matter, try again. Fail again, fail better.',
    'bye bye',
    '',
  ]) {
    test(`not: ${fine}`, () => assert.ok(!repeatsItself(fine)));
  }
});

test('a phrase said twice, and nothing else', () => {
  assert.ok(isSaidTwice('open the window. Open the window.'));
  assert.ok(!isSaidTwice('open the window. Open the window. Please'));
  assert.ok(!isSaidTwice('open the window, open the door'));
  assert.ok(!isSaidTwice('bye bye'));
  assert.ok(!isSaidTwice(''));
});
