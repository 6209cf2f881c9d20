import { SottoFault } from '../../../contract/faults.ts';
import type { ModelFile } from '../inspect/model-file.ts';
import { checkpoint, SLICE_VALUES } from './conversion.ts';
import { encode, encodedBytes, type StorageType } from './ggml-quantise.ts';
import { decodeHalves } from './half-float.ts';
import type { OutputFile } from './output-file.ts';

/** Number formats of source weights and their bytes. `other` is read by nothing here. */
const STORED_BYTES = { f32: 4, f16: 2, bf16: 2, other: 1 } as const;
export type SourceStorage = keyof typeof STORED_BYTES;

/** A tensor in a source file, its data not yet read. Dimensions are outermost first. */
export interface TensorSource {
  readonly file: ModelFile;
  readonly name: string;
  readonly shape: readonly number[];
  readonly storage: SourceStorage;
  readonly positionBytes: number;
}

export function valueCount({ shape }: TensorSource): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

export function sourceBytes(tensor: TensorSource): number {
  return valueCount(tensor) * STORED_BYTES[tensor.storage];
}

/** One of `of` equal parts along the first dimension: stacked query, key and value weights are split with it. */
export function partOf(tensor: TensorSource, part: number, of: number): TensorSource {
  const [rows = 0, ...rest] = tensor.shape;
  if (rows % of !== 0) throw unusable(tensor, `${rows} rows do not divide by ${of}`);
  const whole = { ...tensor, shape: [rows / of, ...rest] };
  return { ...whole, positionBytes: tensor.positionBytes + part * sourceBytes(whole) };
}

/** Values `start` to `start + count` as floats. */
export async function readValues(tensor: TensorSource, start: number, count: number): Promise<Float32Array> {
  const width = STORED_BYTES[tensor.storage];
  const bytes = await tensor.file.read(tensor.positionBytes + start * width, count * width);
  if (tensor.storage === 'f32') return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  if (tensor.storage === 'other') throw unusable(tensor, 'its weights are neither 16-bit nor 32-bit floats');
  const values = new Float32Array(count);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, count);
  if (tensor.storage === 'f16') decodeHalves(halves, values);
  else widen(halves, values);
  return values;
}

/** Reads a tensor, encodes it and writes it, slice by slice. */
export async function writeTensor(
  out: OutputFile,
  tensor: TensorSource,
  type: StorageType,
  signal: AbortSignal,
): Promise<void> {
  const total = valueCount(tensor);
  for (let start = 0; start < total; start += SLICE_VALUES) {
    await checkpoint(signal);
    const count = Math.min(SLICE_VALUES, total - start);
    if (tensor.storage === type) {
      const width = STORED_BYTES[tensor.storage];
      await out.write(await tensor.file.read(tensor.positionBytes + start * width, count * width));
      continue;
    }
    const encoded = new Uint8Array(encodedBytes(type, count));
    encode(type, await readValues(tensor, start, count), encoded);
    await out.write(encoded);
  }
}

/** Bfloat16 is the upper half of a float. */
function widen(halves: Uint16Array, values: Float32Array): void {
  const bits = new Uint32Array(values.buffer);
  for (let index = 0; index < halves.length; index++) bits[index] = (halves[index] as number) << 16;
}

function unusable(tensor: TensorSource, what: string): SottoFault {
  return new SottoFault('model-unsupported', `${tensor.file.name}: ${tensor.name} cannot be converted: ${what}.`, {
    stage: 'models',
  });
}
