import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fft } from './fft.ts';

/** By the definition. */
function transformSlowly(real: Float64Array, imaginary: Float64Array): { real: number[]; imaginary: number[] } {
  const result: { real: number[]; imaginary: number[] } = { real: [], imaginary: [] };
  for (let k = 0; k < real.length; k++) {
    let [re, im] = [0, 0];
    for (let n = 0; n < real.length; n++) {
      const angle = (-2 * Math.PI * ((k * n) % real.length)) / real.length;
      re += (real[n] ?? 0) * Math.cos(angle) - (imaginary[n] ?? 0) * Math.sin(angle);
      im += (real[n] ?? 0) * Math.sin(angle) + (imaginary[n] ?? 0) * Math.cos(angle);
    }
    result.real.push(re);
    result.imaginary.push(im);
  }
  return result;
}

for (const length of [1, 2, 3, 4, 5, 8, 12, 25, 30, 100, 180, 400]) {
  test(`${length} points, twice`, () => {
    const fft = new Fft(length);
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < length; i++) {
        fft.real[i] = Math.sin(i * i + round);
        fft.imaginary[i] = Math.cos(3 * i * i + 1);
      }
      const expected = transformSlowly(fft.real, fft.imaginary);
      fft.transform();
      for (let k = 0; k < length; k++) {
        assert.ok(Math.abs((fft.real[k] ?? 0) - (expected.real[k] ?? 9)) < 1e-9, `real ${k}`);
        assert.ok(Math.abs((fft.imaginary[k] ?? 0) - (expected.imaginary[k] ?? 9)) < 1e-9, `imaginary ${k}`);
      }
    }
  });
}

test('a length with another factor is refused', () => {
  assert.throws(() => new Fft(14), RangeError);
});
