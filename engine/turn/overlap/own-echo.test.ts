import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { echoShare } from './own-echo.ts';

const REPLY = 'Lisbon lies on the western edge of Europe, and it is known for its steep streets and yellow trams.';

const cases: [heard: string, share: number][] = [
  ['on the western edge of Europe', 1],
  ['On the Western Edge of Europe!', 1],
  // A misheard word counts when it begins alike, a lost one does not matter, a wrong one does.
  ['known for its steep street', 1],
  ['known its steep streets', 1],
  ['known for its deep streets', 0.8],
  ['what about Madrid', 0],
  ['', 0],
];
for (const [heard, share] of cases) {
  test(`"${heard}" is ${share} of an echo`, () => assert.equal(echoShare(heard, REPLY), share));
}

test('words from all over a long reply are no echo', () => {
  assert.ok(echoShare('Lisbon known trams', REPLY) < 0.5);
});

test('every stretch of a reply is an echo of it, and no share is above 1', () => {
  const words = fc.array(fc.constantFrom('one', 'two', 'three', 'four', 'elephant', 'the'), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(words, words, fc.nat(), fc.nat(), (reply, others, a, b) => {
      const [from, to] = [a % reply.length, b % reply.length].sort((x, y) => x - y) as [number, number];
      assert.equal(echoShare(reply.slice(from, to + 1).join(' '), reply.join(' ')), 1);
      const share = echoShare(others.join(' '), reply.join(' '));
      assert.ok(share >= 0 && share <= 1);
    }),
  );
});
