import { SottoFault } from '../../../contract/faults.ts';
import { FileCursor } from '../inspect/file-cursor.ts';
import type { ModelFile } from '../inspect/model-file.ts';
import { type SourceStorage, sourceBytes, type TensorSource } from './tensor-source.ts';

const BINARY_VERSIONS = { least: 4, most: 6 };
const MAX_VARIABLES = 65_536;
const MAX_RANK = 8;

/** CTranslate2's `DataType`: 32-bit float, 8-, 16- and 32-bit integers, half, bfloat16. */
const STORAGE: readonly SourceStorage[] = ['f32', 'other', 'other', 'other', 'f16', 'bf16'];

/**
 * Lists the variables of a CTranslate2 Whisper model, aliases included: model.cc, `Model::load`. Throws
 * `model-unsupported` for another kind of model and `model-corrupt` for a file that ends early.
 */
export async function readCt2Whisper(file: ModelFile): Promise<Map<string, TensorSource>> {
  const cursor = new FileCursor(file);
  await cursor.ensure(4);
  const version = cursor.u32();
  if (version < BINARY_VERSIONS.least || version > BINARY_VERSIONS.most) {
    throw unsupported(
      file,
      `it is not a CTranslate2 model of version ${BINARY_VERSIONS.least} to ${BINARY_VERSIONS.most}`,
    );
  }
  const specification = await readText();
  if (specification !== 'WhisperSpec') throw unsupported(file, 'it is not a Whisper model');
  await cursor.ensure(8);
  cursor.skip(4);
  const variables = new Map<string, TensorSource>();
  for (let left = boundedCount(cursor.u32()); left > 0; left--) {
    const variable = await readVariable();
    variables.set(variable.name, variable);
  }
  if (cursor.remainingBytes > 0) {
    await cursor.ensure(4);
    for (let left = boundedCount(cursor.u32()); left > 0; left--) {
      const alias = await readText();
      const original = variables.get(await readText());
      if (original !== undefined) variables.set(alias, original);
    }
  }
  return variables;

  async function readVariable(): Promise<TensorSource> {
    const name = await readText();
    await cursor.ensure(1);
    const rank = cursor.u8();
    if (rank > MAX_RANK) throw corrupt(file, `${name} has ${rank} dimensions`);
    await cursor.ensure(rank * 4 + 5);
    const shape = Array.from({ length: rank }, () => cursor.u32());
    const storage = STORAGE[cursor.u8()];
    if (storage === undefined) throw corrupt(file, `${name} has an unknown number format`);
    const bytes = cursor.u32();
    const tensor = { file, name, shape, storage, positionBytes: cursor.position };
    if (storage !== 'other' && sourceBytes(tensor) !== bytes) throw corrupt(file, `${name} has ${bytes} bytes`);
    cursor.skip(bytes);
    return tensor;
  }

  /** Length with the closing zero, text, zero. */
  async function readText(): Promise<string> {
    await cursor.ensure(2);
    const lengthBytes = cursor.u16();
    if (lengthBytes === 0) return '';
    await cursor.ensure(lengthBytes);
    const text = cursor.text(lengthBytes - 1);
    cursor.skip(1);
    return text;
  }

  function boundedCount(count: number): number {
    if (count > MAX_VARIABLES) throw corrupt(file, `it lists ${count} variables`);
    return count;
  }
}

function corrupt(file: ModelFile, what: string): SottoFault {
  return new SottoFault(
    'model-corrupt',
    `${file.name} is not a complete CTranslate2 model: ${what}. Download it again.`,
    { stage: 'models' },
  );
}

function unsupported(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-unsupported', `${file.name} cannot be converted: ${what}.`, { stage: 'models' });
}
