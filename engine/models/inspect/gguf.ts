import { SottoFault } from '../../../contract/faults.ts';
import { FileCursor } from './file-cursor.ts';
import { GGML_TYPES, type GgmlType, storedBytes } from './ggml-types.ts';
import { type GgufMetadatum, readGgufMetadata, readGgufText } from './gguf-metadata.ts';
import type { ModelFile } from './model-file.ts';

export interface GgufTensor {
  readonly name: string;
  readonly typeId: number;
  readonly type: GgmlType;
  /** Innermost first, as stored. */
  readonly dimensions: readonly number[];
  readonly valueCount: number;
  /** Within the file. */
  readonly positionBytes: number;
  readonly lengthBytes: number;
}

export interface GgufFile {
  readonly version: number;
  readonly alignmentBytes: number;
  readonly metadata: ReadonlyMap<string, GgufMetadatum>;
  /** Where the metadata ends and the list of tensors begins. */
  readonly tensorListBytes: number;
  readonly tensors: readonly GgufTensor[];
}

const MAGIC = 'GGUF';
const VERSIONS = [2, 3];
export const GGUF_HEADER_BYTES = 24;

const DEFAULT_ALIGNMENT_BYTES = 32;
const MAX_ALIGNMENT_BYTES = 1 << 20;
const MAX_TENSORS = 65_536;
/** ggml's own limit on names, its closing zero included. */
const MAX_TENSOR_NAME_BYTES = 63;
const MAX_DIMENSIONS = 4;

/**
 * Reads everything of a GGUF file but its weights: docs/gguf.md of ggml. What it returns lies inside the file and
 * within the bounds of ggml. Throws `model-corrupt`, or `model-unsupported` for versions and storage types unknown here.
 */
export async function readGguf(file: ModelFile): Promise<GgufFile> {
  const cursor = new FileCursor(file);
  await cursor.ensure(GGUF_HEADER_BYTES);
  if (cursor.text(4) !== MAGIC) throw unsupported(file, 'it is not a GGUF file');
  const version = cursor.u32();
  if (!VERSIONS.includes(version)) throw unsupported(file, `its GGUF version is ${version}, not 2 or 3`);
  const tensorCount = cursor.u64();
  const metadataCount = cursor.u64();
  if (tensorCount > MAX_TENSORS) throw corrupt(file, `it lists ${tensorCount} tensors`);
  const metadata = await readGgufMetadata(cursor, metadataCount);
  const alignmentBytes = alignment(file, metadata);
  const tensorListBytes = cursor.position;
  const listed = await readTensorList(cursor, tensorCount);
  const dataStart = aligned(cursor.position, alignmentBytes);
  return {
    version,
    alignmentBytes,
    metadata,
    tensorListBytes,
    tensors: locate(file, listed, dataStart, alignmentBytes),
  };
}

export function aligned(bytes: number, alignmentBytes: number): number {
  return Math.ceil(bytes / alignmentBytes) * alignmentBytes;
}

interface ListedTensor extends Omit<GgufTensor, 'positionBytes'> {
  readonly offset: number;
}

async function readTensorList(cursor: FileCursor, count: number): Promise<ListedTensor[]> {
  const { file } = cursor;
  const tensors: ListedTensor[] = [];
  const names = new Set<string>();
  for (let left = count; left > 0; left--) {
    const name = await readGgufText(cursor, MAX_TENSOR_NAME_BYTES, 'a tensor name');
    if (name === '') throw corrupt(file, 'a tensor has no name');
    if (names.has(name)) throw corrupt(file, `tensor ${name} occurs twice`);
    names.add(name);
    await cursor.ensure(4);
    const rank = cursor.u32();
    if (rank < 1 || rank > MAX_DIMENSIONS) throw corrupt(file, `tensor ${name} has ${rank} dimensions`);
    await cursor.ensure(rank * 8 + 12);
    const dimensions = Array.from({ length: rank }, () => cursor.u64());
    const typeId = cursor.u32();
    const type = GGML_TYPES[typeId];
    if (type === undefined) throw unsupported(file, `tensor ${name} is stored as type ${typeId}, which is unknown`);
    const valueCount = dimensions.reduce((product, dimension) => product * dimension, 1);
    if (valueCount < 1 || valueCount > Number.MAX_SAFE_INTEGER)
      throw corrupt(file, `tensor ${name} has no size that fits`);
    if ((dimensions[0] ?? 0) % type.blockValues !== 0)
      throw corrupt(file, `the rows of tensor ${name} are not whole blocks`);
    tensors.push({
      name,
      typeId,
      type,
      dimensions,
      valueCount,
      lengthBytes: storedBytes(type, valueCount),
      offset: cursor.u64(),
    });
  }
  return tensors;
}

/** Tensor data lies in the order listed, each padded to the alignment; ggml refuses anything else. */
function locate(
  file: ModelFile,
  listed: readonly ListedTensor[],
  dataStart: number,
  alignmentBytes: number,
): GgufTensor[] {
  let expected = 0;
  return listed.map(({ offset, ...tensor }) => {
    if (offset !== expected) throw corrupt(file, `tensor ${tensor.name} is not where it should be`);
    expected += aligned(tensor.lengthBytes, alignmentBytes);
    const positionBytes = dataStart + offset;
    if (!(positionBytes + tensor.lengthBytes <= file.sizeBytes))
      throw corrupt(file, `it ends before tensor ${tensor.name} does`);
    return { ...tensor, positionBytes };
  });
}

function alignment(file: ModelFile, metadata: ReadonlyMap<string, GgufMetadatum>): number {
  const given = metadata.get('general.alignment');
  if (given === undefined) return DEFAULT_ALIGNMENT_BYTES;
  const bytes = given.kind === 'integer' && given.widthBytes === 4 ? given.value : 0;
  if (bytes < 1 || bytes > MAX_ALIGNMENT_BYTES || (bytes & (bytes - 1)) !== 0)
    throw corrupt(file, 'its alignment is not a power of two');
  return bytes;
}

function corrupt(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-corrupt', `${file.name} is not a valid GGUF file: ${what}. Download it again.`, {
    stage: 'models',
  });
}

function unsupported(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-unsupported', `${file.name} cannot be loaded: ${what}.`, { stage: 'models' });
}
