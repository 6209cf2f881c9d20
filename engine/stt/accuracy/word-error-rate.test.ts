import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { spokenWords } from './english-text.ts';
import { countWordErrors, wordErrorRate } from './word-error-rate.ts';

describe('two ways of writing the same speech', () => {
  const same: readonly (readonly [string, string])[] = [
    ['Set a timer for ten minutes.', 'set a timer for 10 minutes'],
    ["I'm sure it's fine, don't worry.", 'I am sure it is fine. Do not worry!'],
    ['Summarise the colours of the harbour', 'summarize the colors of the harbor'],
    ['twenty-first of March, nineteen eighty-four', '21st of March, 1984'],
    ['half past six, 7:00', 'half past 6, seven'],
    ['It costs five dollars, 20%.', 'it costs $5 twenty percent'],
    ['one thousand two hundred thirty four', '1,234'],
    ['three point five', '3.5'],
    ['Mr. Smith’s dog, um, barked', "mister smith's dog barked"],
    ['fifteenth, twentieth and one hundredth', '15th, 20th and 100th'],
    ["it is seven o'clock", "it's 7"],
    ['fifteen miles to kilometres', '15 miles to kilometers'],
  ];
  for (const [one, other] of same) {
    test(one, () => assert.deepEqual(spokenWords(one), spokenWords(other)));
  }

  test('words that differ stay different', () => {
    assert.notDeepEqual(spokenWords('fifteen'), spokenWords('fifty'));
    assert.notDeepEqual(spokenWords("can't"), spokenWords('can'));
    assert.deepEqual(spokenWords('999,999 and 2005'), [
      ...'nine hundred ninety nine thousand nine hundred ninety nine and two thousand five'.split(' '),
    ]);
  });
});

describe('word errors', () => {
  test('count substitutions, deletions and insertions', () => {
    assert.deepEqual(countWordErrors('play some quiet jazz', 'place some jazz music'), { errors: 3, words: 4 });
    assert.deepEqual(countWordErrors('open the window', ''), { errors: 3, words: 3 });
    assert.deepEqual(countWordErrors('', 'thank you'), { errors: 2, words: 0 });
  });

  test('a word split or joined is no error', () => {
    assert.deepEqual(countWordErrors('the timetable is here', 'the time table is here'), { errors: 0, words: 4 });
    assert.deepEqual(countWordErrors('the time table is here', 'the timetable is here'), { errors: 0, words: 5 });
  });

  test('the rate is over all words, not the mean of rates', () => {
    const pairs = [
      { reference: 'yes', hypothesis: 'no' },
      { reference: 'one two three four five six seven eight nine', hypothesis: '1 2 3 4 5 6 7 8 9' },
    ];
    assert.equal(wordErrorRate(pairs), 0.1);
    assert.equal(wordErrorRate([]), 0);
  });
});
