import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { halfBits, halfValues } from './half-float.ts';

test('every half survives the way to a float and back', () => {
  const values = halfValues();
  const changed = Array.from(values, (value, bits) => [bits, halfBits(value)]).filter(
    ([bits = 0, back = 0]) => bits !== back && !Number.isNaN(values[bits]),
  );
  assert.deepEqual(changed, []);
  assert.ok(Number.isNaN(values[halfBits(Number.NaN)]));
});

test('known halves', () => {
  const bits = [1, -2, 65_504, 65_520, 2 ** -24, 2 ** -25, 0.1].map(halfBits);
  assert.deepEqual(bits, [0x3c00, 0xc000, 0x7bff, 0x7c00, 0x0001, 0x0000, 0x2e66]);
});

test('a float becomes the nearest half, ties to the even one', () => {
  const values = halfValues();
  fc.assert(
    fc.property(fc.float({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
      const bits = halfBits(value);
      const error = Math.abs((values[bits] as number) - value);
      for (const neighbour of [bits - 1, bits + 1]) {
        const other = values[neighbour];
        if (other === undefined || !Number.isFinite(other) || (neighbour & 0x7fff) > 0x7bff) continue;
        const otherError = Math.abs(other - value);
        assert.ok(error < otherError || (error === otherError && bits % 2 === 0));
      }
    }),
    { numRuns: 2000 },
  );
});
