import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Resampler, resample } from './resample.ts';

function tone(frequencyHz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * frequencyHz * i) / rateHz),
  );
}

/** Amplitude of one frequency, by correlation with it over whole periods of the middle of the signal. */
function amplitudeAt(pcm: Float32Array, frequencyHz: number, rateHz: number): number {
  const middle = pcm.subarray(pcm.length / 4, (pcm.length * 3) / 4);
  let real = 0;
  let imaginary = 0;
  for (const [i, sample] of middle.entries()) {
    const angle = (2 * Math.PI * frequencyHz * i) / rateHz;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
  }
  return (2 * Math.hypot(real, imaginary)) / middle.length;
}

function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}

function rms(pcm: Float32Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length);
}

const RATES_HZ = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000];

describe('resample', () => {
  for (const fromHz of RATES_HZ) {
    test(`a 440 Hz tone stays the same samples, ${fromHz} Hz to 16 kHz`, () => {
      const { pcm } = resample({ pcm: tone(440, fromHz, 0.5), sampleRateHz: fromHz }, 16_000);
      const expected = tone(440, 16_000, 0.5);
      // Away from the edges, where the sound begins and ends abruptly, the very same samples: no delay, no gain.
      for (let i = 500; i < 7_500; i++) {
        assert.ok(Math.abs((pcm[i] ?? 9) - (expected[i] ?? 0)) < 0.002, `sample ${i}`);
      }
    });
  }

  for (const frequencyHz of [8_050, 8_600, 9_000, 12_000, 15_900, 20_000]) {
    test(`${frequencyHz} Hz is at least 60 dB down after 48 to 16 kHz`, () => {
      const { pcm } = resample({ pcm: tone(frequencyHz, 48_000, 0.5), sampleRateHz: 48_000 }, 16_000);
      const level = decibels(rms(pcm.subarray(200, -200)) * Math.SQRT2);
      assert.ok(level < -60, `${level} dB`);
    });
  }

  for (const fromHz of [24_000, 44_100, 48_000]) {
    for (const frequencyHz of [50, 200, 1_000, 3_000, 5_000, 6_400]) {
      test(`${frequencyHz} Hz passes within 0.1 dB, ${fromHz} Hz to 16 kHz`, () => {
        const { pcm } = resample({ pcm: tone(frequencyHz, fromHz, 0.5), sampleRateHz: fromHz }, 16_000);
        const level = decibels(amplitudeAt(pcm, frequencyHz, 16_000));
        assert.ok(Math.abs(level) < 0.1, `${level} dB`);
      });
    }
  }

  test('images of a raised rate are at least 60 dB down', () => {
    const { pcm } = resample({ pcm: tone(1_000, 16_000, 0.5), sampleRateHz: 16_000 }, 48_000);
    for (const frequencyHz of [15_000, 17_000]) {
      assert.ok(decibels(amplitudeAt(pcm, frequencyHz, 48_000)) < -60);
    }
  });

  test('rates with a huge common multiple keep the tone and a clean floor', () => {
    const { pcm } = resample({ pcm: tone(440, 44_101, 0.5), sampleRateHz: 44_101 }, 16_000);
    const expected = tone(440, 16_000, 0.5);
    const error = pcm.subarray(500, 7_500).map((sample, i) => sample - (expected[i + 500] ?? 0));
    assert.ok(decibels(rms(error)) < -60);
  });

  test('equal rates give the same sound back', () => {
    const sound = { pcm: tone(440, 16_000, 0.1), sampleRateHz: 16_000 };
    assert.equal(resample(sound, 16_000), sound);
  });

  test('no samples give no samples', () => {
    assert.equal(resample({ pcm: new Float32Array(), sampleRateHz: 48_000 }, 16_000).pcm.length, 0);
  });

  test('the length is exact', () => {
    const rate = fc.constantFrom(...RATES_HZ, 44_101, 7_919);
    fc.assert(
      fc.property(fc.nat(3_000), rate, rate, (length, fromHz, toHz) => {
        const { pcm } = resample({ pcm: new Float32Array(length), sampleRateHz: fromHz }, toHz);
        assert.equal(pcm.length, Math.ceil((length * toHz) / fromHz));
      }),
      { numRuns: 40 },
    );
  });
});

describe('Resampler', () => {
  test('pieces of any size give the same samples as the whole', () => {
    const rate = fc.constantFrom(8_000, 16_000, 22_050, 44_100, 48_000);
    const sizes = fc.array(fc.nat(400), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, rate, rate, (pieceSizes, fromHz, toHz) => {
        const total = pieceSizes.reduce((a, b) => a + b, 0);
        const pcm = Float32Array.from({ length: total }, (_, i) => Math.sin(i * i));
        const resampler = new Resampler(fromHz, toHz);
        const pieces: number[] = [];
        let from = 0;
        for (const size of pieceSizes) {
          pieces.push(...resampler.process(pcm.subarray(from, from + size)));
          from += size;
        }
        pieces.push(...resampler.flush());
        const whole = new Resampler(fromHz, toHz);
        assert.deepEqual(pieces, [...whole.process(pcm), ...whole.flush()]);
      }),
      { numRuns: 30 },
    );
  });

  for (const rateHz of [0, -1, 16_000.5, Number.NaN]) {
    test(`refuses a rate of ${rateHz}`, () => assert.throws(() => new Resampler(rateHz, 16_000), RangeError));
  }
});
