import type { Ct2Whisper } from './ct2-whisper.ts';
import type { StorageType } from './ggml-quantise.ts';
import { partOf, type TensorSource } from './tensor-source.ts';

/** How the large matrices are stored. Biases, norms and positions stay f32, convolutions f16. */
export type WhisperWeights = 'f16' | 'q8_0' | 'q5_1' | 'q5_0';

export interface GgmlTensor {
  readonly name: string;
  readonly tensor: TensorSource;
  readonly type: StorageType;
  /** Outermost first. */
  readonly dimensions: readonly number[];
}

/** Every tensor whisper.cpp reads, by its name there. Key projections have no bias, so the source's zeroes are left out. */
export function* ggmlTensors(model: Ct2Whisper, weights: WhisperWeights): Generator<GgmlTensor> {
  const at = (name: string): TensorSource => model.tensor(name);
  yield stored('encoder.positional_embedding', at('encoder/position_encodings/encodings'), 'f32');
  yield stored('decoder.positional_embedding', at('decoder/position_encodings/encodings'), 'f32');
  yield stored('decoder.token_embedding.weight', at('decoder/embeddings/weight'), weights);
  for (const layer of ['conv1', 'conv2']) {
    yield stored(`encoder.${layer}.weight`, at(`encoder/${layer}/weight`), 'f16');
    const bias = at(`encoder/${layer}/bias`);
    yield { ...stored(`encoder.${layer}.bias`, bias, 'f32'), dimensions: [bias.shape[0] ?? 0, 1] };
  }
  yield* norm('encoder.ln_post', 'encoder/layer_norm');
  yield* norm('decoder.ln', 'decoder/layer_norm');
  for (let layer = 0; layer < model.audioLayers; layer++) {
    const [to, from] = [`encoder.blocks.${layer}`, `encoder/layer_${layer}`];
    yield* selfAttention(`${to}.attn`, `${from}/self_attention`);
    yield* feedForward(to, from);
  }
  for (let layer = 0; layer < model.textLayers; layer++) {
    const [to, from] = [`decoder.blocks.${layer}`, `decoder/layer_${layer}`];
    yield* selfAttention(`${to}.attn`, `${from}/self_attention`);
    yield* crossAttention(`${to}.cross_attn`, `${from}/attention`);
    yield* feedForward(to, from);
  }

  /** Query, key and value stacked in one matrix, then the output projection. */
  function* selfAttention(to: string, from: string): Generator<GgmlTensor> {
    yield* norm(`${to}_ln`, `${from}/layer_norm`);
    yield* linear(`${to}.query`, `${from}/linear_0`, 0, 3);
    yield stored(`${to}.key.weight`, partOf(at(`${from}/linear_0/weight`), 1, 3), weights);
    yield* linear(`${to}.value`, `${from}/linear_0`, 2, 3);
    yield* linear(`${to}.out`, `${from}/linear_1`);
  }

  /** Query, then key and value stacked, then the output projection. */
  function* crossAttention(to: string, from: string): Generator<GgmlTensor> {
    yield* norm(`${to}_ln`, `${from}/layer_norm`);
    yield* linear(`${to}.query`, `${from}/linear_0`);
    yield stored(`${to}.key.weight`, partOf(at(`${from}/linear_1/weight`), 0, 2), weights);
    yield* linear(`${to}.value`, `${from}/linear_1`, 1, 2);
    yield* linear(`${to}.out`, `${from}/linear_2`);
  }

  function* feedForward(to: string, from: string): Generator<GgmlTensor> {
    yield* norm(`${to}.mlp_ln`, `${from}/ffn/layer_norm`);
    yield* linear(`${to}.mlp.0`, `${from}/ffn/linear_0`);
    yield* linear(`${to}.mlp.2`, `${from}/ffn/linear_1`);
  }

  function* linear(to: string, from: string, part: number = 0, of: number = 1): Generator<GgmlTensor> {
    yield stored(`${to}.weight`, partOf(at(`${from}/weight`), part, of), weights);
    yield stored(`${to}.bias`, partOf(at(`${from}/bias`), part, of), 'f32');
  }

  function* norm(to: string, from: string): Generator<GgmlTensor> {
    yield stored(`${to}.weight`, at(`${from}/gamma`), 'f32');
    yield stored(`${to}.bias`, at(`${from}/beta`), 'f32');
  }
}

function stored(name: string, tensor: TensorSource, type: StorageType): GgmlTensor {
  return { name, tensor, type, dimensions: tensor.shape };
}
