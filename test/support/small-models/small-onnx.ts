import {
  bytesField,
  integerField,
  message,
  packedIntegersField,
  textField,
} from '../../../engine/models/convert/protobuf.ts';

/** An ONNX file in parts: graph fields, then the fields around the graph. */
export interface OnnxParts {
  graph: Buffer[];
  model: Buffer[];
}

const FLOAT = 1;

/** TensorProto with float data of `bytes` bytes. */
export function onnxTensor(
  name: string,
  dimensions: number[],
  { dataType = FLOAT, bytes = 4, extra = [] as Buffer[] } = {},
): Buffer {
  return message(
    packedIntegersField(1, dimensions),
    integerField(2, dataType),
    textField(8, name),
    bytesField(9, Buffer.alloc(bytes)),
    ...extra,
  );
}

export function onnxNode(operator: string, inputs: string[], outputs: string[], ...fields: Buffer[]): Buffer {
  return bytesField(
    1,
    message(
      ...inputs.map((input) => textField(1, input)),
      ...outputs.map((output) => textField(2, output)),
      textField(4, operator),
      ...fields,
    ),
  );
}

export const onnxInput = (name: string): Buffer => bytesField(11, textField(1, name));
export const onnxOutput = (name: string): Buffer => bytesField(12, textField(1, name));
export const onnxInitializer = (tensor: Buffer): Buffer => bytesField(5, tensor);
export const onnxMetadatum = (key: string, value: string): Buffer =>
  bytesField(14, message(textField(1, key), textField(2, value)));
/** NodeProto.attribute holding a graph. */
export const onnxSubgraph = (...fields: Buffer[]): Buffer =>
  bytesField(5, message(textField(1, 'body'), bytesField(6, message(...fields))));

/** A graph with the inputs, the output and the rounded durations of a Piper voice. */
export function smallVoice(): OnnxParts {
  return {
    graph: [
      onnxNode('Mul', ['input', 'weight'], ['scaled']),
      onnxNode('Ceil', ['scaled'], ['durations']),
      onnxNode(
        'If',
        ['scales'],
        ['chosen'],
        onnxSubgraph(onnxNode('Neg', ['durations'], ['negative']), onnxOutput('negative')),
      ),
      onnxNode('Add', ['chosen', 'input_lengths'], ['output']),
      onnxInitializer(onnxTensor('weight', [4], { bytes: 16 })),
      onnxInput('input'),
      onnxInput('input_lengths'),
      onnxInput('scales'),
      onnxOutput('output'),
    ],
    model: [integerField(1, 8), textField(2, 'test'), bytesField(8, integerField(2, 15))],
  };
}

export function onnxBytes({ graph, model }: OnnxParts): Buffer {
  return message(...model, bytesField(7, message(...graph)));
}

/** A configuration such as Piper publishes beside a voice. */
export function smallVoiceConfig(): Record<string, unknown> {
  return {
    audio: { sample_rate: 22_050 },
    espeak: { voice: 'en-us' },
    language: { name_english: 'English' },
    num_speakers: 1,
    phoneme_type: 'espeak',
    inference: { noise_scale: 0.5, noise_w: 0.7, length_scale: 1.1 },
    phoneme_id_map: { _: [0], '^': [1], $: [2], ' ': [3], a: [14], d̪: [15], '\n': [16] },
  };
}
