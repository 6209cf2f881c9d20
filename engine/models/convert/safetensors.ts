import { z } from 'zod';
import { SottoFault } from '../../../contract/faults.ts';
import { FileCursor } from '../inspect/file-cursor.ts';
import type { ModelFile } from '../inspect/model-file.ts';
import { type SourceStorage, sourceBytes, type TensorSource } from './tensor-source.ts';

/** Length of the header, which is JSON, before the data: the safetensors format. */
const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000;
const METADATA_KEY = '__metadata__';

const STORAGE: Readonly<Record<string, SourceStorage>> = { F32: 'f32', F16: 'f16', BF16: 'bf16' };

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

/** The tensors of a safetensors file by name. Throws `model-corrupt`. */
export async function readSafetensors(file: ModelFile): Promise<Map<string, TensorSource>> {
  const cursor = new FileCursor(file);
  await cursor.ensure(LENGTH_BYTES);
  const headerBytes = cursor.u64();
  if (headerBytes > Math.min(MAX_HEADER_BYTES, cursor.remainingBytes))
    throw corrupt(file, 'its header is longer than the file');
  await cursor.ensure(headerBytes);
  const header = parseHeader(file, cursor.text(headerBytes));
  const tensors = new Map<string, TensorSource>();
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [start, end],
    },
  ] of Object.entries(header)) {
    const positionBytes = LENGTH_BYTES + headerBytes + start;
    const tensor: TensorSource = { file, name, shape, storage: STORAGE[dtype] ?? 'other', positionBytes };
    if (LENGTH_BYTES + headerBytes + end > file.sizeBytes) throw corrupt(file, `${name} lies beyond its end`);
    if (tensor.storage !== 'other' && sourceBytes(tensor) !== end - start)
      throw corrupt(file, `${name} has ${end - start} bytes`);
    tensors.set(name, tensor);
  }
  return tensors;
}

function parseHeader(file: ModelFile, json: string): Record<string, z.infer<typeof entry>> {
  try {
    const { [METADATA_KEY]: _, ...entries } = z.record(z.string(), z.unknown()).parse(JSON.parse(json));
    return z.record(z.string(), entry).parse(entries);
  } catch (cause) {
    throw corrupt(file, 'its header is not as the format has it', cause);
  }
}

function corrupt(file: ModelFile, what: string, cause?: unknown): SottoFault {
  return new SottoFault(
    'model-corrupt',
    `${file.name} is not a complete safetensors file: ${what}. Download it again.`,
    { stage: 'models', cause },
  );
}
