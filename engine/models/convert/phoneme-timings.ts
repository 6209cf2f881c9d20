import { bytesField, integerField, message, packedIntegersField, textField } from './protobuf.ts';

/**
 * Makes a Piper voice tell when each phoneme sounds through a runtime that returns only the first graph output, as
 * floats. Protocol-buffer parsers merge repeated occurrences of a message field in file order, so a graph part put
 * *before* the file supplies the first output, and one put *after* it the nodes that compute it; the weights between
 * stay untouched. The output is
 *
 *   [ samples…, frames per token (L values), token ids (L values), 1, L ]
 *
 * and the samples of a frame are `samples / Σ frames`, a whole number.
 */

export interface VoiceTensors {
  /** Where the graph yields the audio samples. */
  readonly audio: string;
  /** Graph input with the token ids, of shape [1, L]. */
  readonly tokens: string;
  /** Frames per token: what the duration predictor's rounding yields. */
  readonly durations: string;
}

const OUTPUT = 'timed';
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;

/** To precede the bytes of the voice. */
export function timingsOutput(): Buffer {
  return graphPart(floatOutput(OUTPUT));
}

/** To follow the bytes of the voice. */
export function timingsNodes({ audio, tokens, durations }: VoiceTensors): Buffer {
  const toFloat = integerAttribute('to', FLOAT);
  return graphPart(
    message(
      node('Reshape', [audio, 'timed/flat'], 'timed/samples'),
      node('Reshape', [durations, 'timed/flat'], 'timed/frames'),
      node('Cast', [tokens], 'timed/tokens-float', toFloat),
      node('Reshape', ['timed/tokens-float', 'timed/flat'], 'timed/tokens'),
      node('Shape', [tokens], 'timed/shape'),
      node('Cast', ['timed/shape'], 'timed/shape-float', toFloat),
      node(
        'Concat',
        ['timed/samples', 'timed/frames', 'timed/tokens', 'timed/shape-float'],
        OUTPUT,
        integerAttribute('axis', 0),
      ),
      minusOne('timed/flat'),
    ),
  );
}

/** ModelProto.graph. */
function graphPart(fields: Uint8Array): Buffer {
  return bytesField(7, fields);
}

/** GraphProto.output: ValueInfoProto { name, type { tensor_type { elem_type, shape { dim { dim_param } } } } }. */
function floatOutput(name: string): Buffer {
  const shape = bytesField(1, textField(2, 'timed_n'));
  const tensorType = message(integerField(1, FLOAT), bytesField(2, shape));
  return bytesField(12, message(textField(1, name), bytesField(2, bytesField(1, tensorType))));
}

/** GraphProto.node: NodeProto { input, output, op_type, attribute }. */
function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  ...attributes: readonly Uint8Array[]
): Buffer {
  return bytesField(
    1,
    message(...inputs.map((input) => textField(1, input)), textField(2, output), textField(4, operator), ...attributes),
  );
}

/** AttributeProto { name, i, type }. */
function integerAttribute(name: string, value: number): Buffer {
  return bytesField(5, message(textField(1, name), integerField(3, value), integerField(20, ATTRIBUTE_INT)));
}

/** GraphProto.initializer: TensorProto { dims, data_type, int64_data, name }; as a shape, -1 flattens. */
function minusOne(name: string): Buffer {
  return bytesField(
    5,
    message(integerField(1, 1), integerField(2, INT64), packedIntegersField(7, [-1]), textField(8, name)),
  );
}
