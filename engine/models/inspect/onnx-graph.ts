import { SottoFault } from '../../../contract/faults.ts';
import { type OnnxTensor, readOnnxTensor } from './onnx-tensor.ts';
import type { ProtobufField, ProtobufFields } from './protobuf-fields.ts';

/** What is gathered of a graph. A file may give its main graph in several parts; parsers merge them in file order. */
export interface OnnxGraph {
  readonly inputs: string[];
  readonly outputs: string[];
  readonly initializers: Set<string>;
  /** Every value name that something in the graph yields. */
  readonly defined: Set<string>;
  /** Value names that nodes or subgraphs read. */
  readonly used: Set<string>;
  readonly operators: Map<string, number>;
  readonly firstOutputs: Map<string, string>;
  readonly domains: Set<string>;
  parameterCount: number;
}

/** Subgraphs of loops and conditions; real models nest two or three deep. */
const MAX_GRAPH_DEPTH = 16;
const MAX_NAME_BYTES = 4096;

/** By field number: onnx.proto. */
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 } as const;
const SPARSE = { values: 1, indices: 2 } as const;

export function createGraph(): OnnxGraph {
  return {
    inputs: [],
    outputs: [],
    initializers: new Set(),
    defined: new Set(),
    used: new Set(),
    operators: new Map(),
    firstOutputs: new Map(),
    domains: new Set(),
    parameterCount: 0,
  };
}

/** Reads a GraphProto that ends at `end` into `graph`. */
export async function readGraphInto(
  graph: OnnxGraph,
  fields: ProtobufFields,
  end: number,
  depth: number,
): Promise<void> {
  if (depth > MAX_GRAPH_DEPTH) throw corrupt(fields.cursor.file.name, 'its graphs are nested too deeply');
  for (let field = await fields.next(end); field; field = await fields.next(end)) {
    if (field.kind !== 'bytes') continue;
    if (field.number === GRAPH.node) await readNode(graph, fields, field.end, depth);
    else if (field.number === GRAPH.initializer) {
      const tensor = await readOnnxTensor(fields, field.end);
      graph.initializers.add(tensor.name);
      count(graph, tensor);
    } else if (field.number === GRAPH.sparseInitializer) {
      const tensor = await readSparse(graph, fields, field.end);
      if (tensor !== undefined) graph.initializers.add(tensor.name);
    } else if (field.number === GRAPH.input) {
      const input = await readName(fields, field.end);
      graph.inputs.push(input);
      graph.defined.add(input);
    } else if (field.number === GRAPH.output) graph.outputs.push(await readName(fields, field.end));
    else fields.skip(field);
  }
}

/** Throws `model-corrupt` when the graph has no result, or reads a value that nothing yields. */
export function requireComplete(graph: OnnxGraph, fileName: string): void {
  if (graph.operators.size === 0) throw corrupt(fileName, 'it computes nothing');
  if (graph.outputs.length === 0) throw corrupt(fileName, 'it has no outputs');
  for (const name of [...graph.outputs, ...unresolved(graph)]) {
    if (!isDefined(graph, name)) throw corrupt(fileName, `nothing yields the value "${name.slice(0, 80)}"`);
  }
}

async function readNode(graph: OnnxGraph, fields: ProtobufFields, end: number, depth: number): Promise<void> {
  let operator = '';
  let domain = '';
  let firstOutput: string | undefined;
  for (let field = await fields.next(end); field; field = await fields.next(end)) {
    if (field.number === NODE.input) graph.used.add(await name(fields, field));
    else if (field.number === NODE.output) {
      const output = await name(fields, field);
      firstOutput ??= output;
      if (output !== '' && graph.defined.has(output))
        throw corrupt(fields.cursor.file.name, `two nodes yield "${output.slice(0, 80)}"`);
      graph.defined.add(output);
    } else if (field.number === NODE.operator) operator = await name(fields, field);
    else if (field.number === NODE.domain) domain = await name(fields, field);
    else if (field.number === NODE.attribute && field.kind === 'bytes')
      await readAttribute(graph, fields, field.end, depth);
    else fields.skip(field);
  }
  if (operator === '') throw corrupt(fields.cursor.file.name, 'a node has no operator');
  graph.domains.add(domain === 'ai.onnx' ? '' : domain);
  graph.operators.set(operator, (graph.operators.get(operator) ?? 0) + 1);
  if (firstOutput !== undefined && !graph.firstOutputs.has(operator)) graph.firstOutputs.set(operator, firstOutput);
}

async function readAttribute(graph: OnnxGraph, fields: ProtobufFields, end: number, depth: number): Promise<void> {
  for (let field = await fields.next(end); field; field = await fields.next(end)) {
    if (field.kind !== 'bytes') continue;
    if (field.number === ATTRIBUTE.tensor || field.number === ATTRIBUTE.tensors)
      count(graph, await readOnnxTensor(fields, field.end));
    else if (field.number === ATTRIBUTE.sparseTensor || field.number === ATTRIBUTE.sparseTensors) {
      await readSparse(graph, fields, field.end);
    } else if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs) {
      const subgraph = createGraph();
      await readGraphInto(subgraph, fields, field.end, depth + 1);
      mergeSubgraph(graph, subgraph);
    } else fields.skip(field);
  }
}

/** A subgraph sees the values around it, so what it lacks is left for the outer graph to yield. */
function mergeSubgraph(outer: OnnxGraph, inner: OnnxGraph): void {
  for (const name of unresolved(inner)) outer.used.add(name);
  for (const name of inner.outputs) if (!isDefined(inner, name)) outer.used.add(name);
  for (const domain of inner.domains) outer.domains.add(domain);
  for (const [operator, times] of inner.operators)
    outer.operators.set(operator, (outer.operators.get(operator) ?? 0) + times);
  outer.parameterCount += inner.parameterCount;
}

function unresolved(graph: OnnxGraph): string[] {
  return [...graph.used].filter((name) => name !== '' && !isDefined(graph, name));
}

function isDefined(graph: OnnxGraph, name: string): boolean {
  return graph.defined.has(name) || graph.initializers.has(name);
}

async function readSparse(graph: OnnxGraph, fields: ProtobufFields, end: number): Promise<OnnxTensor | undefined> {
  let values: OnnxTensor | undefined;
  for (let field = await fields.next(end); field; field = await fields.next(end)) {
    if (field.kind === 'bytes' && (field.number === SPARSE.values || field.number === SPARSE.indices)) {
      const tensor = await readOnnxTensor(fields, field.end);
      count(graph, tensor);
      if (field.number === SPARSE.values) values = tensor;
    } else fields.skip(field);
  }
  return values;
}

/** The name of a ValueInfoProto. */
async function readName(fields: ProtobufFields, end: number): Promise<string> {
  let found = '';
  for (let field = await fields.next(end); field; field = await fields.next(end)) {
    if (field.number === 1) found = await name(fields, field);
    else fields.skip(field);
  }
  return found;
}

function count(graph: OnnxGraph, tensor: OnnxTensor): void {
  graph.parameterCount += tensor.elementCount;
}

function name(fields: ProtobufFields, field: ProtobufField): Promise<string> {
  return fields.text(field, 'a name', MAX_NAME_BYTES);
}

function corrupt(fileName: string, what: string): SottoFault {
  return new SottoFault('model-corrupt', `${fileName} is not a complete ONNX model: ${what}. Download it again.`, {
    stage: 'models',
  });
}
