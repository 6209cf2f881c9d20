import type { Ct2Whisper } from './ct2-whisper.ts';
import type { OnnxGraphWriter } from './onnx-graph-writer.ts';
import { quantiseMatrix } from './quantised-matrix.ts';
import { partOf, type TensorSource, writeTensor } from './tensor-source.ts';

/** Heads of every Whisper model are this wide. */
const HEAD_WIDTH = 64;
const NORM_EPSILON = 1e-5;
/** Swaps positions and heads; `TRANSPOSED_HEADS` also puts a head's values before its positions, for keys. */
const HEADS_FIRST = [0, 2, 1, 3];
const TRANSPOSED_HEADS = [0, 2, 3, 1];

/** A linear layer of the source: its name, and which of how many stacked parts of it. */
export type LinearPart = readonly [name: string, part: number, of: number];

/** The layers Whisper is made of, as ONNX nodes with the weights of a CTranslate2 model. */
export class WhisperLayers {
  readonly graph: OnnxGraphWriter;
  readonly #model: Ct2Whisper;
  readonly #heads: number;
  readonly #width: number;
  /** Integer copies of values that several products take. */
  readonly #quantised = new Map<string, string[]>();

  constructor(graph: OnnxGraphWriter, model: Ct2Whisper, heads: number) {
    this.graph = graph;
    this.#model = model;
    this.#heads = heads;
    this.#width = heads * HEAD_WIDTH;
  }

  /** A tensor of the source in full precision. */
  weights(name: string): string {
    return this.#stored(this.#model.tensor(name), 'f32');
  }

  /** A table of the source in half precision, which holds the published weights exactly. */
  halfWeights(name: string): string {
    return this.#stored(this.#model.tensor(name), 'f16');
  }

  /** `x · Wᵀ + b`, computed on integers; keys have no bias. */
  linear(x: string, [name, part, of]: LinearPart, bias: 'with-bias' | 'no-bias' = 'with-bias'): string {
    const product = this.product(x, partOf(this.#model.tensor(`${name}/weight`), part, of));
    if (bias === 'no-bias') return product;
    return this.graph.node('Add', [product, this.#stored(partOf(this.#model.tensor(`${name}/bias`), part, of), 'f32')]);
  }

  /** `x · Wᵀ`: the values are quantised when they are known, the weights now. */
  product(x: string, weights: TensorSource): string {
    const { graph } = this;
    const [outputs = 0, inputs = 0] = weights.shape;
    const [values = '', scale = '', zero = ''] = this.#quantise(x);
    let scales: Float32Array | undefined;
    const integers = graph.initializer({
      type: 'int8',
      dimensions: [inputs, outputs],
      writeData: async (file, signal) => {
        const matrix = await quantiseMatrix(weights, signal);
        scales = matrix.scales;
        await file.write(new Uint8Array(matrix.integers.buffer));
      },
    });
    const columnScales = graph.initializer({
      type: 'float32',
      dimensions: [outputs],
      writeData: async (file) => {
        if (scales === undefined) throw new Error('initializers are written in order');
        await file.write(new Uint8Array(scales.buffer));
      },
    });
    const whole = graph.node('MatMulInteger', [values, integers, zero]);
    return graph.node('Mul', [graph.node('Cast', [whole], { to: 1 }), graph.node('Mul', [scale, columnScales])]);
  }

  norm(x: string, name: string): string {
    return this.graph.node('LayerNormalization', [x, this.weights(`${name}/gamma`), this.weights(`${name}/beta`)], {
      axis: -1,
      epsilon: { float: NORM_EPSILON },
    });
  }

  /** `x/2 · (1 + erf(x/√2))`. */
  gelu(x: string): string {
    const { graph } = this;
    const error = graph.node('Erf', [graph.node('Div', [x, graph.scalar(Math.SQRT2)])]);
    return graph.node('Mul', [graph.node('Mul', [x, graph.node('Add', [error, graph.scalar(1)])]), graph.scalar(0.5)]);
  }

  /** Scaled dot-product attention of all heads, with what `mask` adds to the scores. */
  attention(query: string, key: string, value: string, mask?: string): string {
    const { graph } = this;
    const scaled = graph.node('Mul', [this.#split(query, HEADS_FIRST), graph.scalar(HEAD_WIDTH ** -0.5)]);
    const raw = graph.node('MatMul', [scaled, this.#split(key, TRANSPOSED_HEADS)]);
    const scores = mask === undefined ? raw : graph.node('Add', [raw, mask]);
    const mixed = graph.node('MatMul', [
      graph.node('Softmax', [scores], { axis: -1 }),
      this.#split(value, HEADS_FIRST),
    ]);
    return graph.node('Reshape', [
      graph.node('Transpose', [mixed], { perm: HEADS_FIRST }),
      graph.indices(0, 0, this.#width),
    ]);
  }

  /** The feed-forward half of a block, with its residual. */
  feedForward(x: string, name: string): string {
    const hidden = this.gelu(this.linear(this.norm(x, `${name}/layer_norm`), [`${name}/linear_0`, 0, 1]));
    return this.graph.node('Add', [x, this.linear(hidden, [`${name}/linear_1`, 0, 1])]);
  }

  #split(x: string, order: readonly number[]): string {
    const { graph } = this;
    return graph.node('Transpose', [graph.node('Reshape', [x, graph.indices(0, 0, this.#heads, HEAD_WIDTH)])], {
      perm: order,
    });
  }

  #quantise(x: string): string[] {
    const known = this.#quantised.get(x) ?? this.graph.nodeOf('DynamicQuantizeLinear', [x], 3);
    this.#quantised.set(x, known);
    return known;
  }

  #stored(tensor: TensorSource, storage: 'f16' | 'f32'): string {
    return this.graph.initializer({
      type: storage === 'f16' ? 'float16' : 'float32',
      dimensions: tensor.shape,
      writeData: (file, signal) => writeTensor(file, tensor, storage, signal),
    });
  }
}
