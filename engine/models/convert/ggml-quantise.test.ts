import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeQ4Offset, encode, encodedBytes, type StorageType } from './ggml-quantise.ts';
import { halfBits, halfValues } from './half-float.ts';

const half = (bytes: Uint8Array, at: number): number =>
  halfValues()[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] as number;
const nibble = (bytes: Uint8Array, at: number, index: number): number =>
  index < 16 ? (bytes[at + index] as number) & 15 : (bytes[at + index - 16] as number) >> 4;
const fifthBit = (bytes: Uint8Array, at: number, index: number): number =>
  ((bytes[at + (index >> 3)] as number) >> (index & 7)) & 1;

/** How ggml reads one block back. */
const DECODERS: Record<Exclude<StorageType, 'f32' | 'f16'>, (bytes: Uint8Array, index: number) => number> = {
  q8_0: (bytes, index) => half(bytes, 0) * (((bytes[2 + index] as number) << 24) >> 24),
  q4_0: (bytes, index) => half(bytes, 0) * (nibble(bytes, 2, index) - 8),
  q5_0: (bytes, index) => half(bytes, 0) * ((nibble(bytes, 6, index) | (fifthBit(bytes, 2, index) << 4)) - 16),
  q5_1: (bytes, index) =>
    half(bytes, 0) * (nibble(bytes, 8, index) | (fifthBit(bytes, 4, index) << 4)) + half(bytes, 2),
};
/** Steps from one extreme to the other, which bound the error to half a step and the rounding of the scale. */
const STEPS = { q8_0: 127, q4_0: 8, q5_0: 16, q5_1: 15.5 } as const;

function roundTrip(type: keyof typeof DECODERS, values: Float32Array): number[] {
  const bytes = new Uint8Array(encodedBytes(type, values.length));
  encode(type, values, bytes);
  return Array.from(values, (_, index) => DECODERS[type](bytes, index));
}

const block = fc
  .array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 32, maxLength: 32 })
  .map((values) => Float32Array.from(values));

for (const type of ['q8_0', 'q4_0', 'q5_0', 'q5_1'] as const) {
  test(`${type} comes back to within its step`, () => {
    fc.assert(
      fc.property(block, (values) => {
        const largest = Math.max(...values.map(Math.abs));
        // A block of one sign only clips what lies within half a step of the other extreme.
        // A scale below the smallest normal half float is rounded by up to 2^-25, and every step with it.
        const tolerance = (largest / STEPS[type]) * 1.01 + largest * 2 ** -9 + 1e-6 + STEPS[type] * 2 ** -25;
        for (const [index, value] of roundTrip(type, values).entries()) {
          assert.ok(Math.abs(value - (values[index] as number)) <= tolerance, `${values[index]} came back as ${value}`);
        }
      }),
    );
  });
}

test('the value of largest magnitude is exact in q4_0, whatever its sign', () => {
  for (const extreme of [-2, 2]) {
    const values = Float32Array.from({ length: 32 }, (_, index) => (index === 7 ? extreme : 0.25));
    assert.equal(roundTrip('q4_0', values)[7], extreme);
  }
});

test('zeroes stay zeroes', () => {
  const zeroes = new Float32Array(32);
  for (const type of ['q8_0', 'q4_0', 'q5_0', 'q5_1'] as const) {
    assert.deepEqual(roundTrip(type, zeroes).map(Math.abs), Array.from(zeroes));
  }
});

test('known blocks', () => {
  const ramp = Float32Array.from({ length: 32 }, (_, index) => index - 16);
  const bytes = (type: StorageType): string => {
    const target = new Uint8Array(encodedBytes(type, 32));
    encode(type, ramp, target);
    return Buffer.from(target).toString('hex');
  };
  assert.equal(bytes('q4_0'), '0040' + '809191a2a2b3b3c4c4d5d5e6e6f7f7f8');
  assert.equal(bytes('q5_0'), '003c' + '0000ffff' + '00112233445566778899aabbccddeeff');
});

test('q4_1 is read as scale times nibble plus least value, low nibbles first', () => {
  const stored = Buffer.alloc(20);
  stored.writeUInt16LE(halfBits(0.5), 0);
  stored.writeUInt16LE(halfBits(-1), 2);
  for (let index = 0; index < 16; index++) stored[4 + index] = index | ((15 - index) << 4);
  const values = new Float32Array(32);
  decodeQ4Offset(stored, values);
  const expected = Array.from({ length: 32 }, (_, index) => (index < 16 ? index : 31 - index) * 0.5 - 1);
  assert.deepEqual(Array.from(values), expected);
});
