import { SottoFault } from '../../../contract/faults.ts';
import type { FileCursor } from './file-cursor.ts';

/** One key's value. Long values are walked over, not kept: `value` is undefined then. */
export type GgufMetadatum = GgufScalar | GgufText | GgufArray;

export interface GgufScalar {
  readonly kind: 'integer' | 'float' | 'bool';
  readonly value: number;
  /** Where the value lies in the file, and how wide it is. */
  readonly positionBytes: number;
  readonly widthBytes: number;
}

export interface GgufText {
  readonly kind: 'text';
  readonly value: string | undefined;
  readonly positionBytes: number;
  readonly lengthBytes: number;
}

export interface GgufArray {
  readonly kind: 'array';
  readonly elements: GgufElementType;
  readonly length: number;
  /** The numbers of a short array. */
  readonly value: readonly number[] | undefined;
}

/** As far as a reader must tell them apart. */
export type GgufElementType = 'int32' | 'float32' | 'text' | 'bool' | 'other-number';

const MAX_KEYS = 4096;
const MAX_KEY_BYTES = 1024;
const MAX_TEXT_BYTES = 1 << 20;
const MAX_ARRAY_LENGTH = 4_000_000;
/** Of all arrays together, and of all metadata: the largest known vocabularies take about 30 MB. */
const MAX_ELEMENTS = 12_000_000;
const MAX_METADATA_BYTES = 256 << 20;
/** Names are short; of the long texts only the chat template is of use. */
const KEPT_TEXT_BYTES = 1024;
const KEPT_TEMPLATE_BYTES = 64 << 10;
const TEMPLATE_KEY = 'tokenizer.chat_template';
const KEPT_ARRAY_LENGTH = 1024;

const BOOL = 7;
const TEXT = 8;
const ARRAY = 9;

interface NumberType {
  readonly kind: 'integer' | 'float' | 'bool';
  readonly element: GgufElementType;
  readonly widthBytes: number;
  read(cursor: FileCursor): number;
}

/** gguf.h, `enum gguf_type`. */
const NUMBERS: Readonly<Record<number, NumberType>> = {
  0: { kind: 'integer', element: 'other-number', widthBytes: 1, read: (cursor) => cursor.u8() },
  1: { kind: 'integer', element: 'other-number', widthBytes: 1, read: (cursor) => cursor.i8() },
  2: { kind: 'integer', element: 'other-number', widthBytes: 2, read: (cursor) => cursor.u16() },
  3: { kind: 'integer', element: 'other-number', widthBytes: 2, read: (cursor) => cursor.i16() },
  4: { kind: 'integer', element: 'other-number', widthBytes: 4, read: (cursor) => cursor.u32() },
  5: { kind: 'integer', element: 'int32', widthBytes: 4, read: (cursor) => cursor.i32() },
  6: { kind: 'float', element: 'float32', widthBytes: 4, read: (cursor) => cursor.f32() },
  [BOOL]: { kind: 'bool', element: 'bool', widthBytes: 1, read: (cursor) => cursor.u8() },
  10: { kind: 'integer', element: 'other-number', widthBytes: 8, read: (cursor) => cursor.u64() },
  11: { kind: 'integer', element: 'other-number', widthBytes: 8, read: (cursor) => Number(cursor.i64()) },
  12: { kind: 'float', element: 'other-number', widthBytes: 8, read: (cursor) => cursor.f64() },
};

/** Reads `count` key-value pairs. Throws `model-corrupt` for what the format or the bounds above do not allow. */
export async function readGgufMetadata(cursor: FileCursor, count: number): Promise<Map<string, GgufMetadatum>> {
  if (count > MAX_KEYS) throw corrupt(cursor, `it has ${count} metadata entries`);
  const metadata = new Map<string, GgufMetadatum>();
  const start = cursor.position;
  const budget = { elements: MAX_ELEMENTS, end: start + MAX_METADATA_BYTES };
  for (let left = count; left > 0; left--) {
    const key = await readGgufText(cursor, MAX_KEY_BYTES, 'a metadata key');
    if (key === '') throw corrupt(cursor, 'a metadata key is empty'); // on which the loader aborts
    if (metadata.has(key)) throw corrupt(cursor, `"${key}" occurs twice`);
    await cursor.ensure(4);
    metadata.set(key, await readValue(cursor, key, cursor.u32(), budget));
  }
  return metadata;
}

/** Length in bytes, then UTF-8. */
export async function readGgufText(cursor: FileCursor, maxBytes: number, what: string): Promise<string> {
  return cursor.text(await textLength(cursor, maxBytes, what));
}

/** Leaves the cursor at the text, which is in memory. */
async function textLength(cursor: FileCursor, maxBytes: number, what: string): Promise<number> {
  if (!cursor.has(8)) await cursor.ensure(8);
  const lengthBytes = cursor.u64();
  if (lengthBytes > maxBytes) throw corrupt(cursor, `${what} has ${lengthBytes} bytes`);
  if (!cursor.has(lengthBytes)) await cursor.ensure(lengthBytes);
  return lengthBytes;
}

type Budget = { elements: number; readonly end: number };

async function readValue(cursor: FileCursor, key: string, type: number, budget: Budget): Promise<GgufMetadatum> {
  if (type === TEXT) {
    const lengthBytes = await textLength(cursor, MAX_TEXT_BYTES, `"${key}"`);
    const positionBytes = cursor.position;
    const kept = lengthBytes <= (key === TEMPLATE_KEY ? KEPT_TEMPLATE_BYTES : KEPT_TEXT_BYTES);
    const value = kept ? cursor.text(lengthBytes) : undefined;
    if (!kept) cursor.skip(lengthBytes);
    return { kind: 'text', value, positionBytes, lengthBytes };
  }
  if (type === ARRAY) return readArray(cursor, key, budget);
  const number = NUMBERS[type];
  if (number === undefined) throw corrupt(cursor, `"${key}" has the unknown type ${type}`);
  await cursor.ensure(number.widthBytes);
  const positionBytes = cursor.position;
  const value = number.read(cursor);
  if (type === BOOL && value > 1) throw corrupt(cursor, `"${key}" is neither true nor false`);
  return { kind: number.kind, value, positionBytes, widthBytes: number.widthBytes };
}

async function readArray(cursor: FileCursor, key: string, budget: Budget): Promise<GgufArray> {
  await cursor.ensure(12);
  const type = cursor.u32();
  const length = cursor.u64();
  budget.elements -= length;
  if (length > MAX_ARRAY_LENGTH || budget.elements < 0) throw corrupt(cursor, `"${key}" has ${length} elements`);
  if (type === TEXT) {
    for (let left = length; left > 0; left--) {
      const lengthBytes = textLengthIfNeeded(cursor, key);
      cursor.skip(typeof lengthBytes === 'number' ? lengthBytes : await lengthBytes);
      if (cursor.position > budget.end) throw corrupt(cursor, 'its metadata is too long');
    }
    return { kind: 'array', elements: 'text', length, value: undefined };
  }
  const number = NUMBERS[type];
  if (number === undefined) throw corrupt(cursor, `the elements of "${key}" have the unknown type ${type}`);
  if (length > KEPT_ARRAY_LENGTH) {
    cursor.skip(length * number.widthBytes);
    return { kind: 'array', elements: number.element, length, value: undefined };
  }
  await cursor.ensure(length * number.widthBytes);
  const value = Array.from({ length }, () => number.read(cursor));
  return { kind: 'array', elements: number.element, length, value };
}

/** Vocabularies have hundreds of thousands of tokens: waits only where a window ends. */
function textLengthIfNeeded(cursor: FileCursor, key: string): number | Promise<number> {
  if (!cursor.has(8)) return textLength(cursor, MAX_TEXT_BYTES, `an element of "${key}"`);
  const lengthBytes = cursor.u64();
  if (lengthBytes > MAX_TEXT_BYTES) throw corrupt(cursor, `an element of "${key}" has ${lengthBytes} bytes`);
  return lengthBytes;
}

function corrupt(cursor: FileCursor, what: string): SottoFault {
  const where = `at byte ${cursor.position}`;
  return new SottoFault(
    'model-corrupt',
    `${cursor.file.name} is not a valid GGUF file: ${what} (${where}). Download it again.`,
    { stage: 'models' },
  );
}
