import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LogMel, MEL_BANDS, MEL_STEPS, MEL_WINDOW_SAMPLES } from './log-mel.ts';

/** A sweep with something like noise on it, and an offset. */
function sweep(samples: number): Float32Array {
  return Float32Array.from(
    { length: samples },
    (_, i) => 0.3 * Math.sin(i * (0.05 + i * 1e-6)) + 0.1 * Math.sin(i * i) + 0.02,
  );
}

const BANDS = [0, 7, 20, 41, 79];
const STEPS = [0, 1, 400, 549, 551, 798, 799];

/** Values of WhisperFeatureExtractor(chunk_length=8) with do_normalize for `sweep`, padded at the front, in those bands and steps. */
const REFERENCE: readonly (readonly [samples: number, values: readonly (readonly number[])[], sum: number])[] = [
  [
    128_000,
    [
      [1.5152, 0.9198, 0.8334, 0.19, 0.7435, 0.8955, 0.9258],
      [1.1797, 1.0211, 0.9549, 0.7524, 0.9871, 0.948, 0.7864],
      [0.791, 0.7008, 0.8669, 0.517, 0.7839, 1.6315, 1.633],
      [0.5643, 0.9993, 0.9278, 0.811, 1.0237, 0.9499, 0.6808],
      [0.8057, 0.9785, 0.9425, 0.8608, 0.944, 0.9253, 0.8491],
    ],
    57_185.41,
  ],
  [
    40_000,
    [
      [0.9489, 0.9489, 0.9489, 1.0004, 0.9436, 1.2123, 1.2137],
      [-0.2259, -0.2259, -0.2259, 0.5751, 1.1442, 1.7104, 1.7126],
      [-0.2259, -0.2259, -0.2259, -0.0099, 0.8217, 1.042, 0.9943],
      [-0.2259, -0.2259, -0.2259, 0.174, 1.1251, 0.9863, 1.0559],
      [-0.2259, -0.2259, -0.2259, 0.12, 1.1046, 0.9888, 1.0435],
    ],
    11_668.34,
  ],
  [
    150,
    [
      [0.5326, 0.5326, 0.5326, 0.5326, 0.5326, 1.0713, 2.1304],
      [0.2212, 0.2212, 0.2212, 0.2212, 0.2212, 0.9902, 1.76],
      [0.2212, 0.2212, 0.2212, 0.2212, 0.2212, 0.4688, 1.4795],
      [0.2212, 0.2212, 0.2212, 0.2212, 0.2212, 0.6338, 1.3313],
      [0.2212, 0.2212, 0.2212, 0.2212, 0.2212, 0.6183, 1.4554],
    ],
    14_569.59,
  ],
];

describe('LogMel', () => {
  for (const [samples, values, sum] of REFERENCE) {
    test(`gives what the model was trained with, for ${samples} samples`, () => {
      const features = new LogMel().compute(sweep(samples));
      assert.equal(features.length, MEL_BANDS * MEL_STEPS);
      const found = BANDS.map((band) => STEPS.map((step) => features[band * MEL_STEPS + step] ?? Number.NaN));
      for (const [row, expected] of values.entries()) {
        for (const [column, value] of expected.entries()) {
          const difference = Math.abs((found[row]?.[column] ?? Number.NaN) - value);
          assert.ok(
            difference < 2e-4,
            `band ${BANDS[row]}, step ${STEPS[column]}: ${found[row]?.[column]}, not ${value}`,
          );
        }
      }
      assert.ok(Math.abs(features.reduce((a, b) => a + b, 0) - sum) < 1);
    });
  }

  test('only the last 8 seconds count', () => {
    const recent = sweep(MEL_WINDOW_SAMPLES);
    const longer = new Float32Array(MEL_WINDOW_SAMPLES + 5_000).fill(0.7);
    longer.set(recent, 5_000);
    assert.deepEqual(new LogMel().compute(longer), new LogMel().compute(recent));
  });

  test('silence put before a turn is what silence recorded before it would be', () => {
    for (const samples of [1, 100, 161, 199, 200, 201, 500, 127_000, 127_799, 127_800, 127_801, 127_999]) {
      const padded = new Float32Array(MEL_WINDOW_SAMPLES);
      padded.set(sweep(samples), MEL_WINDOW_SAMPLES - samples);
      const difference = largestDifference(new LogMel().compute(sweep(samples)), new LogMel().compute(padded));
      assert.ok(difference < 1e-5, `${samples} samples: ${difference}`);
    }
  });

  test('nothing at all is silence, and one call leaves nothing behind for the next', () => {
    const logMel = new LogMel();
    const silence = logMel.compute(new Float32Array(MEL_WINDOW_SAMPLES));
    assert.deepEqual(logMel.compute(new Float32Array(0)), silence);
    const first = logMel.compute(sweep(9_000));
    logMel.compute(sweep(128_000));
    assert.deepEqual(logMel.compute(sweep(9_000)), first);
  });

  test('loudness does not matter', () => {
    const quiet = sweep(60_000).map((sample) => sample / 8);
    assert.ok(largestDifference(new LogMel().compute(quiet), new LogMel().compute(sweep(60_000))) < 1e-3);
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}
