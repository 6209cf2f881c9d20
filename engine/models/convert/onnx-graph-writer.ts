import { onnxMetadata } from './onnx-metadata.ts';
import type { OutputFile } from './output-file.ts';
import {
  bytesField,
  fieldHeader,
  floatField,
  integerField,
  message,
  packedIntegersField,
  textField,
} from './protobuf.ts';

/** TensorProto.DataType. */
const TYPE = { float32: 1, int8: 3, int64: 7, float16: 10 } as const;
export type OnnxType = keyof typeof TYPE;
const TYPE_BYTES: Readonly<Record<OnnxType, number>> = { float32: 4, int8: 1, int64: 8, float16: 2 };

/** AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** A number in a whole dimension, or the name of one that varies. */
export type OnnxDimension = number | string;
export type OnnxAttributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

export interface OnnxInitializer {
  readonly type: OnnxType;
  readonly dimensions: readonly number[];
  /** Writes exactly as many bytes as type and dimensions make. */
  readonly writeData: (file: OutputFile, signal: AbortSignal) => Promise<void>;
}

/**
 * Builds an ONNX graph node by node and writes it without ever holding its weights: onnx.proto. Operators are those of
 * the standard set, version 17. A value is known by its name.
 */
export class OnnxGraphWriter {
  readonly #name: string;
  readonly #nodes: Buffer[] = [];
  readonly #interface: Buffer[] = [];
  readonly #initializers: (OnnxInitializer & { readonly name: string })[] = [];
  readonly #constants = new Map<string, string>();

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: OnnxType, dimensions: readonly OnnxDimension[]): string {
    this.#interface.push(bytesField(11, valueInfo(name, type, dimensions)));
    return name;
  }

  output(name: string, type: OnnxType, dimensions: readonly OnnxDimension[]): void {
    this.#interface.push(bytesField(12, valueInfo(name, type, dimensions)));
  }

  /** Adds a node with one output; gives its name. */
  node(operator: string, inputs: readonly string[], attributes: OnnxAttributes = {}, output?: string): string {
    return this.nodeOf(operator, inputs, 1, attributes, output)[0] as string;
  }

  /** As `node`, for operators with several outputs. */
  nodeOf(
    operator: string,
    inputs: readonly string[],
    outputs: number,
    attributes: OnnxAttributes = {},
    output?: string,
  ): string[] {
    const id = `${operator}_${this.#nodes.length}`;
    const names = Array.from({ length: outputs }, (_, index) => output ?? `${id}:${index}`);
    this.#nodes.push(
      bytesField(
        1,
        message(
          ...inputs.map((input) => textField(1, input)),
          ...names.map((name) => textField(2, name)),
          textField(3, id),
          textField(4, operator),
          ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
        ),
      ),
    );
    return names;
  }

  initializer(initializer: OnnxInitializer): string {
    const name = `w${this.#initializers.length}`;
    this.#initializers.push({ ...initializer, name });
    return name;
  }

  /** A number, the same value for equal numbers. */
  scalar(value: number): string {
    return this.#constant('float32', [], Buffer.from(Float32Array.of(value).buffer));
  }

  /** A list of whole numbers: axes, shapes, bounds. */
  indices(...values: readonly number[]): string {
    return this.#constant('int64', [values.length], Buffer.from(BigInt64Array.from(values, BigInt).buffer));
  }

  index(value: number): string {
    return this.#constant('int64', [], Buffer.from(BigInt64Array.of(BigInt(value)).buffer));
  }

  /** Writes the whole model. */
  async writeTo(
    file: OutputFile,
    metadata: Readonly<Record<string, string | number>>,
    signal: AbortSignal,
  ): Promise<void> {
    const fields = Buffer.concat([...this.#nodes, textField(2, this.#name), ...this.#interface]);
    const tensors = this.#initializers.map((tensor) => ({ tensor, ...tensorHeader(tensor) }));
    const graphBytes = tensors.reduce((sum, { header, dataBytes }) => sum + header.length + dataBytes, fields.length);
    await file.write(
      message(integerField(1, IR_VERSION), textField(2, 'sotto'), bytesField(8, integerField(2, OPSET_VERSION))),
    );
    await file.write(onnxMetadata(metadata));
    await file.write(fieldHeader(7, graphBytes));
    await file.write(fields);
    for (const { tensor, header } of tensors) {
      await file.write(header);
      await tensor.writeData(file, signal);
    }
  }

  #constant(type: OnnxType, dimensions: readonly number[], data: Buffer): string {
    const key = `${type}:${dimensions.length}:${data.toString('hex')}`;
    const known =
      this.#constants.get(key) ?? this.initializer({ type, dimensions, writeData: (file) => file.write(data) });
    this.#constants.set(key, known);
    return known;
  }
}

/** GraphProto.initializer: TensorProto { dims, data_type, name, raw_data } up to its data. */
function tensorHeader({ name, type, dimensions }: OnnxInitializer & { readonly name: string }): {
  header: Buffer;
  dataBytes: number;
} {
  const dataBytes = dimensions.reduce((product, dimension) => product * dimension, TYPE_BYTES[type]);
  const head = message(
    packedIntegersField(1, dimensions),
    integerField(2, TYPE[type]),
    textField(8, name),
    fieldHeader(9, dataBytes),
  );
  return { header: Buffer.concat([fieldHeader(5, head.length + dataBytes), head]), dataBytes };
}

/** ValueInfoProto { name, type { tensor_type { elem_type, shape { dim { dim_value | dim_param } } } } }. */
function valueInfo(name: string, type: OnnxType, dimensions: readonly OnnxDimension[]): Buffer {
  const shape = message(
    ...dimensions.map((dimension) =>
      bytesField(1, typeof dimension === 'number' ? integerField(1, dimension) : textField(2, dimension)),
    ),
  );
  const tensorType = message(integerField(1, TYPE[type]), bytesField(2, shape));
  return message(textField(1, name), bytesField(2, bytesField(1, tensorType)));
}

/** NodeProto.attribute: AttributeProto { name, f | i | ints, type }. */
function attribute(name: string, value: number | readonly number[] | { readonly float: number }): Buffer {
  if (typeof value === 'number')
    return bytesField(5, message(textField(1, name), integerField(3, value), integerField(20, ATTRIBUTE.int)));
  if ('float' in value)
    return bytesField(5, message(textField(1, name), floatField(2, value.float), integerField(20, ATTRIBUTE.float)));
  return bytesField(
    5,
    message(textField(1, name), ...value.map((each) => integerField(8, each)), integerField(20, ATTRIBUTE.ints)),
  );
}
