import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { phoneticDistance, soundsOf } from './phonetic-distance.ts';

const distance = (a: string, b: string): number => phoneticDistance(soundsOf(a), soundsOf(b));
const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäöüßé'), minLength: 1, maxLength: 12 });

describe('phonetic distance', () => {
  for (const [a, b] of [
    ['Sotto', 'soto'],
    ['Sotto', 'Zotto'],
    ['Philipp', 'Filip'],
    ['Maya', 'Meia'],
    ['Jack', 'Jak'],
    ['Groß', 'Gross'],
  ] as const) {
    test(`${a} sounds like ${b}`, () => assert.ok(distance(a, b) <= 0.5, `${distance(a, b)}`));
  }

  for (const [a, b] of [
    ['Sotto', 'Otto'],
    ['Sotto', 'Scott'],
    ['Sotto', 'Toto'],
    ['Sotto', 'so'],
    ['Jarvis', 'Harry'],
  ] as const) {
    test(`${a} does not sound like ${b}`, () => assert.ok(distance(a, b) >= 0.7, `${distance(a, b)}`));
  }

  test('is a distance', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.equal(distance(a, a), 0);
        assert.ok(Math.abs(distance(a, b) - distance(b, a)) < 1e-9);
        assert.ok(distance(a, b) <= soundsOf(a).length + soundsOf(b).length);
      }),
    );
  });

  // The dark l of "ole" is one sound; "oleb" has it taken apart.
  test('one more letter costs at most one more sound and the two that it takes apart', () => {
    fc.assert(
      fc.property(word, fc.constantFrom(...'bdfgklmnprstv'), (a, letter) => {
        assert.ok(distance(a, a + letter) <= 3);
      }),
    );
  });
});
