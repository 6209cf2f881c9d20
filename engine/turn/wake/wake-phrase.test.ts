import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { settings } from '../../../contract/settings.ts';
import { matchWakePhrase, wakePhrasesOf } from './wake-phrase.ts';

const SOTTO = wakePhrasesOf(settings.parse({}));
const rest = (text: string, phrases: readonly string[] = SOTTO): string | undefined =>
  matchWakePhrase(text, phrases)?.rest;

describe('a wake phrase at the beginning', () => {
  const called: readonly (readonly [text: string, rest: string])[] = [
    ['Hey Sotto, what time is it?', 'what time is it?'],
    ['hey sotto', ''],
    ['Hey Soto.', ''],
    ['Hey, Sato. Turn it off.', 'Turn it off.'],
    ['Hay Sotto turn it off', 'turn it off'],
    ['Hi Zotto! Stop.', 'Stop.'],
    ['Okay Soto, go on.', 'go on.'],
    ['OK, Sotto: go on.', 'go on.'],
    ['Um, hey Sotto, are you there?', 'are you there?'],
    ['Hey so to, what is new?', 'what is new?'],
    ['“Hey Sotto”, 10 minutes please', '10 minutes please'],
  ];
  for (const [text, expected] of called) test(text, () => assert.equal(rest(text), expected));

  for (const text of [
    '',
    'Hey.',
    'Sotto',
    'What time is it?',
    'Hey Siri, what time is it?',
    'Hey Otto, come here.',
    'Hey Scott.',
    'Hey, so to speak, it is over.',
    'Hey, so tomorrow we leave.',
    'Hey, sort of.',
    'Okay, so do I.',
    'He sought to win.',
    'I told him: hey Sotto is listening',
  ]) {
    test(`not “${text}”`, () => assert.equal(rest(text), undefined));
  }
});

test('over a reply it may come anywhere', () => {
  const text = 'the moon is, hey Soto, stop that';
  assert.equal(rest(text), undefined);
  assert.deepEqual(matchWakePhrase(text, SOTTO, 'anywhere'), { rest: 'stop that' });
});

describe('whose phrases', () => {
  const of = (given: unknown): readonly string[] => wakePhrasesOf(settings.parse(given));
  test('a greeting of the language and the name', () => {
    assert.deepEqual(of({ language: 'de', persona: { name: 'Klara' } }), ['hey Klara', 'hallo Klara']);
    assert.deepEqual(of({ language: 'en' }), ['hey Sotto', 'hi Sotto', 'okay Sotto']);
    assert.deepEqual(of({ language: 'auto' }), ['hey Sotto', 'hi Sotto', 'okay Sotto', 'hallo Sotto']);
  });

  test("the user's own replace them", () => {
    assert.deepEqual(of({ turnTaking: { wakePhrases: ['Computer'] } }), ['Computer']);
  });

  for (const [phrase, text, expected] of [
    ['Computer', 'Computer, Licht an', 'Licht an'],
    ['Computer', 'Computa, Licht an', 'Licht an'],
    ['Good morning Friday', 'Good morning, Fryday. What is up?', 'What is up?'],
    ['Hallo Klara', 'Hallo Clara, wie spät ist es?', 'wie spät ist es?'],
    ['хей Сотто', 'Хей, Сотто, привет', 'привет'],
  ] as const) {
    test(`${phrase}: “${text}”`, () => assert.equal(rest(text, [phrase]), expected));
  }
  test('another long word is none of it', () => assert.equal(rest('Complete the sum', ['Computer']), undefined));
});

describe('for any words', () => {
  const words = fc.array(fc.constantFrom('the', 'light', 'off', 'please', 'seven', 'ist', 'größer'), { maxLength: 8 });

  test('what follows the phrase comes back as it was written', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SOTTO), words, fc.constantFrom(', ', ' ', '. '), (phrase, said, gap) => {
        assert.equal(rest(`${phrase}${gap}${said.join(' ')}`), said.join(' '));
      }),
    );
  });

  test('without the name nobody is called', () => {
    fc.assert(
      fc.property(fc.constantFrom('hey', 'hi', 'okay', 'so'), words, (greeting, said) => {
        assert.equal(matchWakePhrase([greeting, ...said].join(' '), SOTTO, 'anywhere'), undefined);
      }),
    );
  });

  test('no text and no phrase break it', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 3 }), (text, phrases) => {
        const match = matchWakePhrase(text, phrases, 'anywhere');
        assert.ok(match === undefined || text.includes(match.rest));
      }),
    );
  });
});
