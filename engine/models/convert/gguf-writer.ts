import { GGML_TYPE_ID } from '../inspect/ggml-types.ts';
import { encodedBytes, type StorageType } from './ggml-quantise.ts';
import type { OutputFile } from './output-file.ts';

/** Writes GGUF, version 3: docs/gguf.md of ggml. */

const VERSION = 3;
/** Tensor data starts at multiples of this: the format's default. */
export const GGUF_ALIGNMENT_BYTES = 32;

const TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

export type GgufValue =
  | { readonly kind: 'uint32' | 'int32' | 'float32'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'int32s'; readonly value: readonly number[] };

export interface GgufTensorInfo {
  readonly name: string;
  readonly type: StorageType;
  /** Outermost first; the file has them innermost first. */
  readonly shape: readonly number[];
}

/** Everything before the tensor data, which must follow in this order, each tensor padded to the alignment. */
export async function writeGgufHeader(
  file: OutputFile,
  metadata: ReadonlyMap<string, GgufValue>,
  tensors: readonly GgufTensorInfo[],
): Promise<void> {
  await file.write(
    Buffer.concat([Buffer.from('GGUF'), uint32(VERSION), uint64(tensors.length), uint64(metadata.size)]),
  );
  for (const [key, value] of metadata) await file.write(Buffer.concat([text(key), ...valueBytes(value)]));
  let offset = 0;
  for (const { name, type, shape } of tensors) {
    const dimensions = [...shape].reverse().map(uint64);
    await file.write(
      Buffer.concat([text(name), uint32(shape.length), ...dimensions, uint32(GGML_TYPE_ID[type]), uint64(offset)]),
    );
    const bytes = encodedBytes(
      type,
      shape.reduce((product, dimension) => product * dimension, 1),
    );
    offset += Math.ceil(bytes / GGUF_ALIGNMENT_BYTES) * GGUF_ALIGNMENT_BYTES;
  }
  await file.align(GGUF_ALIGNMENT_BYTES);
}

function valueBytes(value: GgufValue): Buffer[] {
  switch (value.kind) {
    case 'uint32':
      return [uint32(TYPE.uint32), uint32(value.value)];
    case 'int32':
      return [uint32(TYPE.int32), int32(value.value)];
    case 'float32':
      return [uint32(TYPE.float32), Buffer.from(Float32Array.of(value.value).buffer)];
    case 'bool':
      return [uint32(TYPE.bool), Buffer.of(value.value ? 1 : 0)];
    case 'string':
      return [uint32(TYPE.string), text(value.value)];
    case 'strings':
      return [uint32(TYPE.array), uint32(TYPE.string), uint64(value.value.length), ...value.value.map(text)];
    case 'int32s':
      return [
        uint32(TYPE.array),
        uint32(TYPE.int32),
        uint64(value.value.length),
        Buffer.from(Int32Array.from(value.value).buffer),
      ];
  }
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** Length in bytes, then UTF-8 without a closing zero. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}
