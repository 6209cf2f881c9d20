import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitTimedAudio } from './timed-audio.ts';

const HOP = 256;

/** What a timed voice returns for these tokens and frame counts. */
function timed(tokens: readonly number[], frames: readonly number[], audioSamples?: number): Float32Array {
  const samples = audioSamples ?? frames.reduce((sum, length) => sum + length, 0) * HOP;
  const audio = Array.from({ length: samples }, (_, index) => Math.sin(index) / 2);
  return Float32Array.from([...audio, ...frames, ...tokens, 1, tokens.length]);
}

test('audio, tokens and their starts come apart', () => {
  const { audio, tokens, startSamples } = splitTimedAudio(timed([1, 20, 2], [2, 5, 1])) ?? assert.fail('not timed');
  assert.deepEqual(
    { samples: audio.length, second: audio[1], tokens, startSamples },
    { samples: 8 * HOP, second: Math.fround(Math.sin(1) / 2), tokens: [1, 20, 2], startSamples: [0, 2 * HOP, 7 * HOP] },
  );
});

test('the last token ends where the audio ends', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 60 }), (lengths) => {
      const frames = [...lengths.slice(0, -1), 3];
      const tokens = [1, ...frames.slice(2).map((_, index) => 3 + index), 2];
      const split = splitTimedAudio(timed(tokens, frames)) ?? assert.fail('not timed');
      assert.equal((split.startSamples.at(-1) ?? 0) + 3 * HOP, split.audio.length);
    }),
  );
});

const UNTIMED: Readonly<Record<string, Float32Array>> = {
  nothing: new Float32Array(0),
  'plain sound': Float32Array.from({ length: 4000 }, (_, index) => Math.sin(index) / 2),
  'sound that ends in a whole number': Float32Array.from([...new Array(500).fill(0.1), 1, 3]),
  'no opening token': timed([5, 20, 2], [2, 5, 1]),
  'no closing token': timed([1, 20, 9], [2, 5, 1]),
  'a duration that is no count': timed([1, 20, 2], [2.5, 4.5, 1]),
  'a negative duration': timed([1, 20, 2], [9, -2, 1]),
  'durations that do not add up': timed([1, 20, 2], [2, 5, 1], 8 * HOP - 1),
  'a hop too short for any vocoder': timed([1, 20, 2], [2, 5, 1], 8 * 10),
  'more tokens than samples': Float32Array.from([0.1, 1, 40]),
  'a length that is no number': timed([1, 20, 2], [2, 5, 1]).fill(Number.NaN, -1),
};

for (const [name, output] of Object.entries(UNTIMED)) {
  test(`${name} is sound alone`, () => assert.equal(splitTimedAudio(output), undefined));
}
