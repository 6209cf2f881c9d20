import { GGML_TYPE_ID, GGML_TYPES, storedBytes } from '../inspect/ggml-types.ts';
import { halfBits, halfValues } from './half-float.ts';

/**
 * Encoders of ggml's storage types, equal bit for bit to the reference functions of ggml-quants.c
 * (`quantize_row_*_ref`), which work in single precision: hence `fround`.
 */
export type StorageType = Exclude<keyof typeof GGML_TYPE_ID, 'q4_1'>;

const BLOCK = 32;
const fround = Math.fround;

export function encodedBytes(type: keyof typeof GGML_TYPE_ID, values: number): number {
  const traits = GGML_TYPES[GGML_TYPE_ID[type]];
  if (traits === undefined) throw new RangeError(type);
  return storedBytes(traits, values);
}

type Encoder = (values: Float32Array, target: Uint8Array) => void;

const ENCODERS: Readonly<Record<StorageType, Encoder>> = {
  f32: encodeFloats,
  f16: encodeHalves,
  q8_0: encodeQ8,
  q4_0: encodeQ4,
  q5_0: encodeQ5Signed,
  q5_1: encodeQ5Offset,
};

/** Encodes a whole number of blocks into `target`, which holds `encodedBytes` bytes. */
export function encode(type: StorageType, values: Float32Array, target: Uint8Array): void {
  ENCODERS[type](values, target);
}

/** Decodes q4_1: blocks of a scale, a least value (halves), and 32 nibbles, the first 16 in the low halves of bytes. */
export function decodeQ4Offset(source: Uint8Array, values: Float32Array): void {
  const half = halfValues();
  for (let at = 0, start = 0; start < values.length; at += 20, start += BLOCK) {
    const scale = half[readHalf(source, at)] as number;
    const least = half[readHalf(source, at + 2)] as number;
    for (let index = 0; index < 16; index++) {
      const pair = source[at + 4 + index] as number;
      values[start + index] = fround((pair & 15) * scale) + least;
      values[start + index + 16] = fround((pair >> 4) * scale) + least;
    }
  }
}

function encodeFloats(values: Float32Array, target: Uint8Array): void {
  target.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function encodeHalves(values: Float32Array, target: Uint8Array): void {
  for (let index = 0; index < values.length; index++) writeHalf(target, index * 2, halfBits(values[index] as number));
}

/** Blocks of a scale and 32 signed bytes. */
function encodeQ8(values: Float32Array, target: Uint8Array): void {
  for (let at = 0, start = 0; start < values.length; at += 34, start += BLOCK) {
    let largest = 0;
    for (let index = start; index < start + BLOCK; index++) {
      const magnitude = Math.abs(values[index] as number);
      if (magnitude > largest) largest = magnitude;
    }
    const scale = fround(largest / 127);
    const inverse = scale === 0 ? 0 : fround(1 / scale);
    writeHalf(target, at, halfBits(scale));
    for (let index = 0; index < BLOCK; index++) {
      const scaled = fround((values[start + index] as number) * inverse);
      target[at + 2 + index] = scaled < 0 ? scaled - 0.5 : scaled + 0.5; // storing truncates: rounds away from zero
    }
  }
}

/** Blocks of a scale and 32 nibbles: the value of largest magnitude maps to -8. */
function encodeQ4(values: Float32Array, target: Uint8Array): void {
  for (let at = 0, start = 0; start < values.length; at += 18, start += BLOCK) {
    const scale = fround(signedExtreme(values, start) / -8);
    const inverse = scale === 0 ? 0 : fround(1 / scale);
    writeHalf(target, at, halfBits(scale));
    for (let index = 0; index < 16; index++) {
      const low = Math.min(15, fround(fround((values[start + index] as number) * inverse) + 8.5)) | 0;
      const high = Math.min(15, fround(fround((values[start + index + 16] as number) * inverse) + 8.5)) | 0;
      target[at + 2 + index] = low | (high << 4);
    }
  }
}

/** Blocks of a scale, 32 fifth bits and 32 nibbles: the value of largest magnitude maps to -16. */
function encodeQ5Signed(values: Float32Array, target: Uint8Array): void {
  for (let at = 0, start = 0; start < values.length; at += 22, start += BLOCK) {
    const scale = fround(signedExtreme(values, start) / -16);
    writeHalf(target, at, halfBits(scale));
    writeFiveBits(values, start, 0, scale, 16.5, target, at + 2);
  }
}

/** Blocks of a scale, a least value, 32 fifth bits and 32 nibbles. */
function encodeQ5Offset(values: Float32Array, target: Uint8Array): void {
  for (let at = 0, start = 0; start < values.length; at += 24, start += BLOCK) {
    let least = Infinity;
    let most = -Infinity;
    for (let index = start; index < start + BLOCK; index++) {
      const value = values[index] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const scale = fround(fround(most - least) / 31);
    writeHalf(target, at, halfBits(scale));
    writeHalf(target, at + 2, halfBits(least));
    writeFiveBits(values, start, least, scale, 0.5, target, at + 4);
  }
}

function writeFiveBits(
  values: Float32Array,
  start: number,
  least: number,
  scale: number,
  rounding: number,
  target: Uint8Array,
  at: number,
): void {
  const inverse = scale === 0 ? 0 : fround(1 / scale);
  let fifthBits = 0;
  for (let index = 0; index < 16; index++) {
    const below = fround(fround((values[start + index] as number) - least) * inverse);
    const above = fround(fround((values[start + index + 16] as number) - least) * inverse);
    const low = Math.min(31, fround(below + rounding)) | 0;
    const high = Math.min(31, fround(above + rounding)) | 0;
    target[at + 4 + index] = (low & 15) | ((high & 15) << 4);
    fifthBits |= ((low >> 4) << index) | ((high >> 4) << (index + 16));
  }
  target[at] = fifthBits;
  target[at + 1] = fifthBits >>> 8;
  target[at + 2] = fifthBits >>> 16;
  target[at + 3] = fifthBits >>> 24;
}

/** The value of largest magnitude in a block, the first of equals. */
function signedExtreme(values: Float32Array, start: number): number {
  let largest = 0;
  let extreme = 0;
  for (let index = start; index < start + BLOCK; index++) {
    const value = values[index] as number;
    const magnitude = Math.abs(value);
    if (magnitude > largest) {
      largest = magnitude;
      extreme = value;
    }
  }
  return extreme;
}

function readHalf(source: Uint8Array, at: number): number {
  return (source[at] as number) | ((source[at + 1] as number) << 8);
}

function writeHalf(target: Uint8Array, at: number, bits: number): void {
  target[at] = bits;
  target[at + 1] = bits >>> 8;
}
