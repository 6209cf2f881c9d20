import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { normalizeText, wordsOf } from './normalize-text.ts';
import { PhraseSet } from './phrase-set.ts';
import { loadPhrases, phraseFile, phrasesFolder } from './phrases.ts';

const FILES = readdirSync(phrasesFolder).filter((file) => file.endsWith('.json'));
const read = (file: string): unknown => JSON.parse(readFileSync(join(phrasesFolder, file), 'utf8'));

describe('every file of phrases', () => {
  test('there are English and German', () => {
    assert.deepEqual([...FILES].sort(), [...new Set(['de.json', 'en.json', ...FILES])].sort());
  });

  for (const file of FILES) {
    test(`${file} has all kinds, each phrase once, in the form that words are compared in`, () => {
      const { language, ...kinds } = phraseFile.parse(read(file));
      assert.equal(`${language}.json`, file);
      for (const [kind, phrases] of Object.entries(kinds)) {
        assert.deepEqual(phrases.map(normalizeText), phrases, kind);
        assert.equal(new Set(phrases).size, phrases.length, `${kind} has a phrase twice`);
      }
    });

    test(`${file} calls nothing a stop phrase that is a back-channel, or asks to go on`, () => {
      const { stop, backchannel, goOn, shortAnswers } = phraseFile.parse(read(file));
      const listening = new Set([...backchannel, ...goOn, ...shortAnswers]);
      assert.deepEqual(
        stop.filter((phrase) => listening.has(phrase)),
        [],
      );
    });

    test(`${file} says of no phrase that it leads on for sure and perhaps`, () => {
      const { leadsOn, mayLeadOn } = phraseFile.parse(read(file));
      assert.deepEqual(
        leadsOn.filter((phrase) => mayLeadOn.includes(phrase)),
        [],
      );
    });
  }

  test('a kind that is missing, or misspelt, is seen', () => {
    const { stop, ...others } = phraseFile.parse(read('en.json'));
    assert.equal(phraseFile.safeParse(others).success, false);
    assert.equal(phraseFile.safeParse({ ...others, stop, stopp: stop }).success, false);
  });
});

describe('a language', () => {
  test('is told with or without its region', () => {
    assert.equal(loadPhrases('de').language, 'de');
    assert.equal(loadPhrases('de-AT').language, 'de');
  });

  test('without a file is taken for English, and so is none', () => {
    for (const language of ['xx', 'auto', '', '../../package']) assert.equal(loadPhrases(language).language, 'en');
  });

  test("the user's own lists replace those of the language", () => {
    const phrases = loadPhrases('en', { en: { stop: ['Red Light!'] }, de: { stop: ['Rot!'] } });
    assert.deepEqual(phrases.stop.phrases, ['red light']);
    assert.deepEqual(phrases.backchannel.phrases, loadPhrases('en').backchannel.phrases);
    assert.deepEqual(loadPhrases('en', { en: { stop: undefined } }).stop.phrases, loadPhrases('en').stop.phrases);
  });
});

describe('the form in which words are compared', () => {
  const cases: [text: string, normalized: string][] = [
    ['Mm-hmm.', 'mm hmm'],
    ['Uh-huh!', 'uh huh'],
    ['Hmmmmm…', 'hmm'],
    ['Don’t STOP', "don't stop"],
    ["Let's see,", "let's see"],
    ["'quoted'", 'quoted'],
    ['Größe, ÄRGER', 'größe ärger'],
    ['A\u0308hm', 'ähm'],
    ['555-1234', '555 1234'],
    ['55555', '55555'],
    ['J-O-H-N.', 'j o h n'],
    ['...', ''],
    ['', ''],
  ];
  for (const [text, normalized] of cases) {
    test(`"${text}" is "${normalized}"`, () => assert.equal(normalizeText(text), normalized));
  }

  test('stays as it is when it is made again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(normalizeText(normalizeText(text)), normalizeText(text));
      }),
    );
  });
});

describe('a set of phrases', () => {
  const set = new PhraseSet(['okay', 'I see', 'see you']);

  test('finds the longest phrase at a place, at the end and anywhere', () => {
    assert.equal(set.lengthAt(wordsOf('I see you'), 0), 2);
    assert.equal(set.lengthAt(wordsOf('I see you'), 2), 0);
    assert.equal(set.lengthAtEnd(wordsOf('I see you')), 2);
    assert.equal(set.isIn(wordsOf('yes I see it')), true);
    assert.equal(set.isIn(wordsOf('I am okayed')), false);
  });

  test('covers words that are phrases and nothing else, also where the longest first would fail', () => {
    assert.equal(PhraseSet.cover(wordsOf('okay, I see'), set), true);
    assert.equal(PhraseSet.cover(wordsOf('I see Tom'), set), false);
    assert.equal(PhraseSet.cover([], set), false);
    const greedy = new PhraseSet(['a b', 'a', 'b c']);
    assert.equal(PhraseSet.cover(['a', 'b', 'c'], greedy), true);
    assert.equal(PhraseSet.cover(wordsOf('okay Tom'), set, new PhraseSet(['tom'])), true);
  });
});
