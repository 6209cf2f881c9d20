import { SottoFault } from '../../../contract/faults.ts';
import { FileCursor } from './file-cursor.ts';
import { GGML_TYPES, storedBytes } from './ggml-types.ts';
import type { ModelFile } from './model-file.ts';

/** What a Whisper model in whisper.cpp's own layout says of itself: `whisper_model_load` of whisper.cpp. */
export interface GgmlWhisper {
  readonly vocabularySize: number;
  readonly audioContext: number;
  readonly audioState: number;
  readonly audioLayers: number;
  readonly textContext: number;
  readonly textState: number;
  readonly textLayers: number;
  readonly melBands: number;
  readonly parameterCount: number;
  /** Bytes of weights by storage type, e.g. `q8_0`. */
  readonly storage: ReadonlyMap<string, number>;
}

export const GGML_MAGIC = 0x6767_6d6c;

/**
 * Whisper's vocabularies: English, multilingual, and with Cantonese. The loader derives the ids of special tokens from
 * this number and indexes with them unchecked, so no other is safe.
 */
const VOCABULARY_SIZES = [51_864, 51_865, 51_866];
const MIN_LISTED_TOKENS = 50_256;
const MAX_TOKEN_BYTES = 1024;

const MAX_CONTEXT = 1 << 14;
const MAX_STATE = 4096;
const MAX_HEADS = 64;
const MAX_LAYERS = 64;
const MEL_BANDS = [80, 128];
const FREQUENCIES = 201;

/** `ggml_ftype` of weights of one type each, below the thousands that give the version; the loader aborts on others. */
const FILE_TYPES = new Set([0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 24]);

/** The loader keeps dimensions in an array of four and reads as many as the file says. */
const MAX_DIMENSIONS = 4;
const MAX_NAME_BYTES = 63;
const TENSORS_OUTSIDE_LAYERS = 11;
const TENSORS_PER_AUDIO_LAYER = 15;
const TENSORS_PER_TEXT_LAYER = 24;

/** Throws `model-corrupt`, or `model-unsupported` for another kind of file. */
export async function readGgmlWhisper(file: ModelFile): Promise<GgmlWhisper> {
  const cursor = new FileCursor(file);
  await cursor.ensure(48);
  if (cursor.u32() !== GGML_MAGIC) {
    throw new SottoFault('model-unsupported', `${file.name} is not a ggml Whisper model.`, { stage: 'models' });
  }
  const model = readDimensions(cursor);
  await skipFilters(cursor, model.melBands);
  await skipVocabulary(cursor, model.vocabularySize);
  const tensors = await readTensors(cursor);
  const expected =
    TENSORS_OUTSIDE_LAYERS + model.audioLayers * TENSORS_PER_AUDIO_LAYER + model.textLayers * TENSORS_PER_TEXT_LAYER;
  if (tensors.count !== expected) throw corrupt(file, `it has ${tensors.count} tensors, not ${expected}`);
  return { ...model, parameterCount: tensors.parameterCount, storage: tensors.storage };
}

type Dimensions = Omit<GgmlWhisper, 'parameterCount' | 'storage'>;

function readDimensions(cursor: FileCursor): Dimensions {
  const vocabularySize = cursor.i32();
  if (!VOCABULARY_SIZES.includes(vocabularySize))
    throw corrupt(cursor.file, `a vocabulary of ${vocabularySize} tokens`);
  const within = (what: string, most: number): number => {
    const value = cursor.i32();
    if (value < 1 || value > most) throw corrupt(cursor.file, `${what} is ${value}`);
    return value;
  };
  const audioContext = within('the audio context', MAX_CONTEXT);
  const audioState = within('the audio width', MAX_STATE);
  const audioHeads = within('the number of audio heads', MAX_HEADS);
  const audioLayers = within('the number of audio layers', MAX_LAYERS);
  const textContext = within('the text context', MAX_CONTEXT);
  const textState = within('the text width', MAX_STATE);
  const textHeads = within('the number of text heads', MAX_HEADS);
  const textLayers = within('the number of text layers', MAX_LAYERS);
  const melBands = cursor.i32();
  const fileType = cursor.i32();
  if (!MEL_BANDS.includes(melBands)) throw corrupt(cursor.file, `it takes ${melBands} mel bands`);
  if (audioState % audioHeads !== 0 || textState % textHeads !== 0)
    throw corrupt(cursor.file, 'its heads do not divide its width');
  if (audioState !== textState) throw corrupt(cursor.file, 'its two halves differ in width');
  if (!FILE_TYPES.has(fileType % 1000) || fileType >= 3000)
    throw corrupt(cursor.file, `it is stored as type ${fileType}`);
  return { vocabularySize, audioContext, audioState, audioLayers, textContext, textState, textLayers, melBands };
}

async function skipFilters(cursor: FileCursor, melBands: number): Promise<void> {
  await cursor.ensure(8);
  const bands = cursor.i32();
  const frequencies = cursor.i32();
  if (bands !== melBands || frequencies !== FREQUENCIES)
    throw corrupt(cursor.file, `its mel filters are ${bands} by ${frequencies}`);
  cursor.skip(bands * frequencies * 4);
}

async function skipVocabulary(cursor: FileCursor, vocabularySize: number): Promise<void> {
  await cursor.ensure(4);
  const count = cursor.i32();
  if (count < MIN_LISTED_TOKENS || count > vocabularySize) throw corrupt(cursor.file, `it lists ${count} tokens`);
  for (let left = count; left > 0; left--) {
    if (!cursor.has(4)) await cursor.ensure(4);
    const lengthBytes = cursor.u32();
    if (lengthBytes > MAX_TOKEN_BYTES) throw corrupt(cursor.file, `a token has ${lengthBytes} bytes`);
    cursor.skip(lengthBytes);
  }
}

async function readTensors(
  cursor: FileCursor,
): Promise<{ count: number; parameterCount: number; storage: Map<string, number> }> {
  const { file } = cursor;
  const names = new Set<string>();
  const storage = new Map<string, number>();
  let parameterCount = 0;
  while (cursor.remainingBytes > 0) {
    await cursor.ensure(12);
    const rank = cursor.i32();
    const nameBytes = cursor.i32();
    const type = GGML_TYPES[cursor.i32()];
    if (rank < 1 || rank > MAX_DIMENSIONS) throw corrupt(file, `a tensor has ${rank} dimensions`);
    if (nameBytes < 1 || nameBytes > MAX_NAME_BYTES) throw corrupt(file, `a tensor name has ${nameBytes} bytes`);
    if (type === undefined) throw corrupt(file, 'a tensor is stored in an unknown way');
    await cursor.ensure(rank * 4 + nameBytes);
    const dimensions = Array.from({ length: rank }, () => cursor.i32());
    const name = cursor.text(nameBytes);
    const values = dimensions.reduce((product, dimension) => product * dimension, 1);
    if (dimensions.some((dimension) => dimension < 1) || values > Number.MAX_SAFE_INTEGER)
      throw corrupt(file, `tensor ${name} has no size that fits`);
    if ((dimensions[0] ?? 0) % type.blockValues !== 0)
      throw corrupt(file, `the rows of tensor ${name} are not whole blocks`);
    if (names.has(name)) throw corrupt(file, `tensor ${name} occurs twice`);
    names.add(name);
    const bytes = storedBytes(type, values);
    cursor.skip(bytes);
    parameterCount += values;
    storage.set(type.name, (storage.get(type.name) ?? 0) + bytes);
  }
  return { count: names.size, parameterCount, storage };
}

function corrupt(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-corrupt', `${file.name} is not a valid Whisper model: ${what}. Download it again.`, {
    stage: 'models',
  });
}
