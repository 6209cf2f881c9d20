import { SottoFault } from '../../../contract/faults.ts';
import { FileCursor } from './file-cursor.ts';
import type { ModelFile } from './model-file.ts';
import { createGraph, type OnnxGraph, readGraphInto, requireComplete } from './onnx-graph.ts';
import { type ProtobufField, ProtobufFields } from './protobuf-fields.ts';

/** What an ONNX file says of itself, read without a runtime. */
export interface OnnxModel {
  readonly irVersion: number;
  /** Of the standard operator set. */
  readonly opsetVersion: number;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly parameterCount: number;
  /** How often each operator occurs, subgraphs included. */
  readonly operators: ReadonlyMap<string, number>;
  /** The output of the only node of an operator, e.g. the duration tensor of a voice; absent where there are several. */
  readonly soleOutputs: ReadonlyMap<string, string>;
}

const MAX_FIELDS = 4_000_000;
const MAX_TEXT_BYTES = 1 << 20;
const MAX_NAME_BYTES = 4096;
const MAX_METADATA_ENTRIES = 1024;
const MAX_METADATA_BYTES = 8 << 20;
/** What the runtimes in use accept: beyond these they end the process instead of throwing. */
const IR_VERSIONS = { least: 3, most: 13 };
const OPSET_VERSIONS = { least: 7, most: 26 };

/** ModelProto, by field number: onnx.proto. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8, metadata: 14, functions: 25 } as const;

/**
 * Walks the whole message structure of an ONNX file, skipping over weights. Throws `model-corrupt` for what is not a
 * complete graph, `model-unsupported` for weights in other files and for versions no runtime here loads.
 */
export async function readOnnxModel(file: ModelFile): Promise<OnnxModel> {
  const fields = new ProtobufFields(new FileCursor(file), MAX_FIELDS);
  const graph = createGraph();
  const metadata = new Map<string, string>();
  const opsets = new Map<string, number>();
  let metadataBytes = 0;
  let irVersion = 0;
  let producer = '';
  let graphs = 0;
  for (let field = await fields.next(file.sizeBytes); field; field = await fields.next(file.sizeBytes)) {
    if (field.number === MODEL.irVersion && field.kind === 'integer') irVersion = field.value;
    else if (field.number === MODEL.producer) producer = await fields.text(field, 'the producer', MAX_NAME_BYTES);
    else if (field.number === MODEL.graph && field.kind === 'bytes') {
      graphs += 1;
      await readGraphInto(graph, fields, field.end, 0);
    } else if (field.number === MODEL.opset) {
      const opset = await readPair(fields, field, 'an operator set');
      opsets.set(opset.text1, opset.integer2);
    } else if (field.number === MODEL.metadata) {
      const entry = await readPair(fields, field, 'metadata');
      metadataBytes += entry.text1.length + entry.text2.length;
      if (metadata.size >= MAX_METADATA_ENTRIES || metadataBytes > MAX_METADATA_BYTES)
        throw corrupt(file, 'it has too much metadata');
      metadata.set(entry.text1, entry.text2);
    } else if (field.number === MODEL.functions) {
      throw unsupported(file, 'it defines functions of its own');
    } else fields.skip(field);
  }
  if (graphs === 0) throw corrupt(file, 'it has no graph');
  requireComplete(graph, file.name);
  const opsetVersion = opsets.get('') ?? opsets.get('ai.onnx') ?? 0;
  requireVersions(file, irVersion, opsetVersion);
  for (const domain of graph.domains) {
    if (!opsets.has(domain) && !(domain === '' && opsets.has('ai.onnx')))
      throw corrupt(file, `operators of "${domain}" are not declared`);
  }
  return {
    irVersion,
    opsetVersion,
    producer,
    metadata,
    inputs: graph.inputs.filter((name) => !graph.initializers.has(name)),
    outputs: graph.outputs,
    parameterCount: graph.parameterCount,
    operators: graph.operators,
    soleOutputs: soleOutputsOf(graph),
  };
}

function requireVersions(file: ModelFile, irVersion: number, opsetVersion: number): void {
  if (irVersion < 1 || opsetVersion < 1) throw corrupt(file, 'it names no version of its format');
  if (irVersion < IR_VERSIONS.least || irVersion > IR_VERSIONS.most)
    throw unsupported(file, `ONNX version ${irVersion}`);
  if (opsetVersion < OPSET_VERSIONS.least || opsetVersion > OPSET_VERSIONS.most) {
    throw unsupported(file, `operator set ${opsetVersion}`);
  }
}

function soleOutputsOf(graph: OnnxGraph): Map<string, string> {
  const sole = [...graph.firstOutputs].filter(([operator]) => graph.operators.get(operator) === 1);
  return new Map(sole);
}

/** StringStringEntryProto { key = 1, value = 2 } and OperatorSetIdProto { domain = 1, version = 2 }. */
async function readPair(
  fields: ProtobufFields,
  outer: ProtobufField,
  what: string,
): Promise<{ text1: string; text2: string; integer2: number }> {
  const pair = { text1: '', text2: '', integer2: 0 };
  if (outer.kind !== 'bytes') return pair;
  for (let field = await fields.next(outer.end); field; field = await fields.next(outer.end)) {
    if (field.number === 1) pair.text1 = await fields.text(field, what, MAX_NAME_BYTES);
    else if (field.number === 2 && field.kind === 'bytes') pair.text2 = await fields.text(field, what, MAX_TEXT_BYTES);
    else if (field.number === 2 && field.kind === 'integer') pair.integer2 = field.value;
    else fields.skip(field);
  }
  return pair;
}

function corrupt(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-corrupt', `${file.name} is not a complete ONNX model: ${what}. Download it again.`, {
    stage: 'models',
  });
}

function unsupported(file: ModelFile, what: string): SottoFault {
  return new SottoFault(
    'model-unsupported',
    `${file.name} cannot be used: ${what}. Choose a model from the catalogue.`,
    { stage: 'models' },
  );
}
