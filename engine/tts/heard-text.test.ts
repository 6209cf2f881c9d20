import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { heardText, type PlayedSegment, textUntil, wordStart } from './heard-text.ts';
import { Segmenter } from './segmenter.ts';
import type { Viseme } from './tts.ts';

/** One sample is one millisecond. */
function played(text: string, samples: number, details: Partial<PlayedSegment> = {}): PlayedSegment {
  return { sequence: 0, text, spokenFrom: 0, spokenText: text, samples, durationMs: samples, visemes: [], ...details };
}

describe('a voice without timings', () => {
  // Four letters a word: a quarter of the time each.
  const segment = played('Open that blue door', 400);
  const cases: readonly (readonly [heardSamples: number, text: string])[] = [
    [0, ''],
    [99, ''],
    [100, 'Open'],
    [199, 'Open'],
    [299, 'Open that'],
    [399, 'Open that blue'],
    [400, 'Open that blue door'],
    [900, 'Open that blue door'],
  ];
  for (const [heardSamples, text] of cases) {
    test(`${heardSamples} of 400 samples are "${text}"`, () => assert.equal(heardText([segment], heardSamples), text));
  }
});

test('segments before the one that was cut are whole', () => {
  const segments = [played('One two.', 100), played(' Four five nine', 300), played(' Never.', 100)];
  assert.equal(heardText(segments, 100), 'One two.');
  assert.equal(heardText(segments, 300), 'One two. Four five');
  assert.equal(heardText(segments, 1000), 'One two. Four five nine Never.');
});

test('what may have been heard is every segment that was begun', () => {
  const segments = [played('One two.', 100), played(' Four five nine', 300)];
  assert.deepEqual(
    [0, 99, 100, 400].map((heard) => textUntil(segments, heard)),
    ['One two.', 'One two.', 'One two. Four five nine', 'One two. Four five nine'],
  );
});

test('a held reply is taken up at the word that was being said', () => {
  const segments = [played('One two.', 100), played('Open that blue door', 400)];
  const starts = [0, 40, 60, 100, 199, 200, 250, 399, 499, 500, 700].map((heard) => wordStart(segments, heard));
  assert.deepEqual(starts, [0, 0, 50, 100, 100, 200, 200, 300, 400, 500, 700]);
});

test('for any moment, the word taken up is the first that was not heard', () => {
  const segments = [played('It costs $3.50, or so', 1000, { spokenText: 'It costs 3 dollars and 50 cents, or so' })];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), (heard) => {
      const start = wordStart(segments, heard);
      assert.ok(start <= heard);
      assert.equal(heardText(segments, start), heardText(segments, heard));
    }),
  );
});

test('with timings, a pause carries no words', () => {
  const visemes: readonly Viseme[] = [
    { atMs: 0, shape: 'sil' },
    { atMs: 300, shape: 'aa' },
    { atMs: 400, shape: 'sil' },
    { atMs: 900, shape: 'PP' },
    { atMs: 1000, shape: 'sil' },
  ];
  const segment = played('Good, then', 1100, { visemes });
  assert.equal(heardText([segment], 390), '');
  assert.equal(heardText([segment], 450), 'Good,');
  assert.equal(heardText([segment], 899), 'Good,');
  assert.equal(heardText([segment], 1050), 'Good, then');
});

test('words that are written short and spoken long are heard when the last of them is', () => {
  const segment = played('It costs $3.50 right now', 1000, { spokenText: 'It costs 3 dollars and 50 cents right now' });
  const texts = Array.from({ length: 21 }, (_, step) => heardText([segment], step * 50));
  const distinct = texts.filter((text, index) => text !== texts[index - 1]);
  assert.deepEqual(distinct, [
    '',
    'It',
    'It costs',
    'It costs $3.50',
    'It costs $3.50 right',
    'It costs $3.50 right now',
  ]);
  assert.equal(heardText([segment], 600), 'It costs');
});

test('what stands before the spoken part comes with its first word', () => {
  const text = '```\nls -l\n```\nThat lists it';
  const segment = played(text, 300, { spokenFrom: text.indexOf('That'), spokenText: 'That lists it' });
  assert.equal(heardText([segment], 50), '');
  assert.equal(heardText([segment], 150), '```\nls -l\n```\nThat');
});

test('scripts without spaces are cut between characters', () => {
  assert.equal(heardText([played('今天天气很好', 600)], 300), '今天天');
});

test('nothing was played', () => assert.equal(heardText([], 100), ''));

test('for any reply and moment it is the beginning of the reply, never shorter than a moment before', () => {
  const words = fc.constantFrom(
    'Hello there.',
    'It is $5 now,',
    '**bold** text',
    '```\nx\n```',
    'Dr. Who',
    '你好。',
    '3 km!',
    '🎉',
    '- item\n',
  );
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 20 }),
      fc.nat({ max: 3000 }),
      fc.nat({ max: 300 }),
      (parts, heard, more) => {
        const reply = parts.join(' ');
        const segmenter = new Segmenter({ language: 'en' });
        const segments = [...segmenter.push(reply), ...segmenter.flush()].map((segment) => {
          const samples = segment.spokenText.length * 10;
          return { ...segment, samples, durationMs: samples, visemes: [] };
        });
        const text = heardText(segments, heard);
        assert.ok(reply.startsWith(text));
        assert.ok(heardText(segments, heard + more).startsWith(text));
      },
    ),
  );
});
