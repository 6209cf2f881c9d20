import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSaidTwice, isWrittenTwice, repeatsItself, spokenText } from './transcript-text.ts';

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

describe('a phrase said once and written twice', () => {
  const voice = (seconds: number): Float32Array =>
    Float32Array.from({ length: seconds * 16_000 }, (_, i) => 0.3 * Math.sin(i / 3));

  for (const [text, seconds] of [
    ['It was the age of wisdom. It was the age of wisdom.', 1.8],
    ['Open it. Open it.', 0.6],
    ['Well, I would like some tea. I would like some tea, please.', 2],
  ] as const) {
    test(text, () => assert.ok(isWrittenTwice(text, voice(seconds))));
  }

  for (const [text, seconds] of [
    ['It was the age of wisdom. It was the age of wisdom.', 4],
    ['Open it. Open it.', 1.2],
    ['Stop, stop, stop, stop.', 0.5],
    ['It was the best of times, it was the worst of times.', 1],
    ['very very quickly and very very well', 0.5],
    ['', 1],
  ] as const) {
    test(`not in ${seconds} s: ${text}`, () => assert.ok(!isWrittenTwice(text, voice(seconds))));
  }
});
