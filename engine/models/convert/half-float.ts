/** IEEE 754 half precision, which JavaScript has no array of: values travel as their 16 bits. */

const HALVES = 1 << 16;
let floatOfHalf: Float32Array | undefined;

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

/** The value of every half, by its bits. */
export function halfValues(): Float32Array {
  floatOfHalf ??= Float32Array.from({ length: HALVES }, (_, bits) => valueOfHalf(bits));
  return floatOfHalf;
}

/** The nearest half of a value, ties to even; beyond ±65,504 it is infinite. */
export function halfBits(value: number): number {
  scratchFloat[0] = value;
  const bits = scratchBits[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00; // not a number
  if (magnitude >= 0x4780_0000) return sign | 0x7c00; // at least 2^16
  if (magnitude < 0x3880_0000) return sign | subnormalBits(magnitude); // below 2^-14
  const rebased = magnitude - 0x3800_0000;
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}

/** Decodes halves into the start of `target`. */
export function decodeHalves(halves: Uint16Array, target: Float32Array): void {
  const values = halfValues();
  for (let index = 0; index < halves.length; index++) target[index] = values[halves[index] as number] as number;
}

function subnormalBits(magnitude: number): number {
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return 0;
  const mantissa = (magnitude & 0x7f_ffff) | 0x80_0000;
  const floor = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return floor + (rest > half || (rest === half && (floor & 1) === 1) ? 1 : 0);
}

function valueOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? NaN : sign * Infinity;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
