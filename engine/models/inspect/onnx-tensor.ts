import { SottoFault } from '../../../contract/faults.ts';
import type { ProtobufFields } from './protobuf-fields.ts';

export interface OnnxTensor {
  readonly name: string;
  readonly elementCount: number;
}

const MAX_DIMENSIONS = 16;
const MAX_NAME_BYTES = 4096;

/** TensorProto, by field number: onnx.proto. */
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 } as const;
const TEXT_TYPE = 8;

/** Bits of one element, by TensorProto.DataType; 0 for text, which has no fixed size. */
const ELEMENT_BITS: Readonly<Record<number, number>> = {
  1: 32,
  2: 8,
  3: 8,
  4: 16,
  5: 16,
  6: 32,
  7: 64,
  [TEXT_TYPE]: 0,
  9: 8,
  10: 16,
  11: 64,
  12: 32,
  13: 64,
  14: 64,
  15: 128,
  16: 16,
  17: 8,
  18: 8,
  19: 8,
  20: 8,
  21: 4,
  22: 4,
  23: 4,
};

/**
 * Reads a TensorProto that ends at `end`, without its data. Throws `model-unsupported` when the data lies in another
 * file: such a path could name any file of the user's.
 */
export async function readOnnxTensor(fields: ProtobufFields, end: number): Promise<OnnxTensor> {
  const fileName = fields.cursor.file.name;
  const dims: number[] = [];
  let dataType = 0;
  let name = '';
  let rawBytes: number | undefined;
  for (let field = await fields.next(end); field; field = await fields.next(end)) {
    if (field.number === TENSOR.dims && field.kind === 'integer') dims.push(field.value);
    else if (field.number === TENSOR.dims && field.kind === 'bytes')
      dims.push(...(await readPacked(fields, field.end)));
    else if (field.number === TENSOR.dataType && field.kind === 'integer') dataType = field.value;
    else if (field.number === TENSOR.name) name = await fields.text(field, 'a tensor name', MAX_NAME_BYTES);
    else if (
      field.number === TENSOR.externalData ||
      (field.number === TENSOR.dataLocation && field.kind === 'integer' && field.value !== 0)
    ) {
      throw new SottoFault(
        'model-unsupported',
        `${fileName} keeps weights in other files. Use a model that is a single file.`,
        { stage: 'models' },
      );
    } else {
      if (field.number === TENSOR.rawData && field.kind === 'bytes') rawBytes = field.lengthBytes;
      fields.skip(field);
    }
    if (dims.length > MAX_DIMENSIONS) throw corrupt(fileName, name, `${dims.length} dimensions`);
  }
  const elementCount = dims.reduce((product, dim) => product * dim, 1);
  const bits = ELEMENT_BITS[dataType];
  if (bits === undefined) throw corrupt(fileName, name, `element type ${dataType}`);
  if (!(elementCount <= Number.MAX_SAFE_INTEGER)) throw corrupt(fileName, name, 'its size overflows');
  if (rawBytes !== undefined && rawBytes !== Math.ceil((elementCount * bits) / 8)) {
    throw corrupt(fileName, name, `${rawBytes} bytes for ${elementCount} elements`);
  }
  return { name, elementCount };
}

async function readPacked(fields: ProtobufFields, end: number): Promise<number[]> {
  const { cursor } = fields;
  const values: number[] = [];
  if (end - cursor.position > MAX_DIMENSIONS * 10) throw corrupt(cursor.file.name, '', 'too many dimensions');
  await cursor.ensure(end - cursor.position);
  while (cursor.position < end && values.length <= MAX_DIMENSIONS) {
    let value = 0;
    let byte = 0x80;
    for (let shift = 0; byte >= 0x80 && cursor.position < end; shift += 7) {
      byte = cursor.u8();
      value += (byte & 0x7f) * 2 ** shift;
    }
    values.push(value);
  }
  return values;
}

function corrupt(fileName: string, tensor: string, what: string): SottoFault {
  return new SottoFault(
    'model-corrupt',
    `${fileName}: tensor "${tensor.slice(0, 80)}" is not valid: ${what}. Download it again.`,
    { stage: 'models' },
  );
}
