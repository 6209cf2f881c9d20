import { checkpoint, SLICE_VALUES } from './conversion.ts';
import { readValues, type TensorSource } from './tensor-source.ts';

/**
 * Integer weights of a matrix product: column scales and the transposed matrix, [inputs, outputs] row by row, so that
 * `weight = integer × scale of its column`.
 */
export interface QuantisedMatrix {
  readonly integers: Int8Array;
  readonly scales: Float32Array;
}

/**
 * Seven bits and not eight: processors without dot-product instructions add pairs of products of unsigned and signed
 * bytes in 16 bits, which saturate with larger weights. Scales per column more than make up for the bit.
 */
const LARGEST = 63;

/** Quantises a linear layer's weights, given as [outputs, inputs], symmetrically and per output. */
export async function quantiseMatrix(weights: TensorSource, signal: AbortSignal): Promise<QuantisedMatrix> {
  const [outputs = 0, inputs = 0] = weights.shape;
  const integers = new Int8Array(outputs * inputs);
  const scales = new Float32Array(outputs);
  const rowsPerSlice = Math.max(1, Math.floor(SLICE_VALUES / inputs));
  for (let first = 0; first < outputs; first += rowsPerSlice) {
    await checkpoint(signal);
    const rows = Math.min(rowsPerSlice, outputs - first);
    const values = await readValues(weights, first * inputs, rows * inputs);
    const inverses = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      const scale = largestMagnitude(values, row * inputs, inputs) / LARGEST;
      scales[first + row] = scale;
      inverses[row] = scale === 0 ? 0 : 1 / scale;
    }
    for (let column = 0; column < inputs; column++) {
      for (let row = 0, at = column * outputs + first; row < rows; row++, at++) {
        integers[at] = Math.round((values[row * inputs + column] as number) * (inverses[row] as number));
      }
    }
  }
  return { integers, scales };
}

function largestMagnitude(values: Float32Array, start: number, count: number): number {
  let largest = 0;
  for (let index = start; index < start + count; index++) {
    const magnitude = Math.abs(values[index] as number);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
