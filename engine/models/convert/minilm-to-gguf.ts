import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../../../contract/faults.ts';
import { ModelFile } from '../inspect/model-file.ts';
import { type ConversionInput, chosenOption } from './conversion.ts';
import { GGUF_ALIGNMENT_BYTES, type GgufTensorInfo, type GgufValue, writeGgufHeader } from './gguf-writer.ts';
import { writeOutputFile } from './output-file.ts';
import { readSafetensors } from './safetensors.ts';
import { type TensorSource, writeTensor } from './tensor-source.ts';
import { readWordpieceVocabulary } from './wordpiece-vocabulary.ts';

type Weights = 'f16' | 'q8_0';
interface NamedTensor extends GgufTensorInfo {
  readonly source: TensorSource;
}

/** `llama_ftype` and `llama_pooling_type`. */
const FILE_TYPE: Readonly<Record<Weights, number>> = { f16: 1, q8_0: 7 };
const MEAN_POOLING = 1;
const BLOCK_FORMATS_VERSION = 2;

/** What the tensors do not tell; the defaults are those of MiniLM, whose packages do not all carry a configuration. */
const bertConfig = z.object({
  num_attention_heads: z.int().min(1).max(256).default(12),
  layer_norm_eps: z.number().min(0).max(1).default(1e-12),
});

/** From Hugging Face's names to llama.cpp's. The pooler is not used for sentence embeddings. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/^embeddings\.word_embeddings\./, 'token_embd.'],
  [/^embeddings\.position_embeddings\./, 'position_embd.'],
  [/^embeddings\.token_type_embeddings\./, 'token_types.'],
  [/^embeddings\.LayerNorm\./, 'token_embd_norm.'],
  [/^encoder\.layer\.(\d+)\.attention\.self\.query\./, 'blk.$1.attn_q.'],
  [/^encoder\.layer\.(\d+)\.attention\.self\.key\./, 'blk.$1.attn_k.'],
  [/^encoder\.layer\.(\d+)\.attention\.self\.value\./, 'blk.$1.attn_v.'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.dense\./, 'blk.$1.attn_output.'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.LayerNorm\./, 'blk.$1.attn_output_norm.'],
  [/^encoder\.layer\.(\d+)\.intermediate\.dense\./, 'blk.$1.ffn_up.'],
  [/^encoder\.layer\.(\d+)\.output\.dense\./, 'blk.$1.ffn_down.'],
  [/^encoder\.layer\.(\d+)\.output\.LayerNorm\./, 'blk.$1.layer_output_norm.'],
];

/**
 * A BERT sentence encoder with mean pooling (`model.safetensors`, `tokenizer.json`, `config.json` if any) as llama.cpp
 * loads it: `model.gguf`. Option `quantisation`: f16 or q8_0.
 */
export async function convert(input: ConversionInput, signal: AbortSignal): Promise<void> {
  const weights = chosenOption(input.options, 'quantisation', ['f16', 'q8_0']);
  const vocabulary = await readWordpieceVocabulary(join(input.sourceDir, 'tokenizer.json'));
  const config = await readConfig(join(input.sourceDir, 'config.json'));
  const source = await ModelFile.open(join(input.sourceDir, 'model.safetensors'));
  try {
    const tensors = renamed(await readSafetensors(source), weights);
    const metadata = new Map([...bertMetadata(source, tensors, config, weights), ...vocabulary]);
    await writeOutputFile(join(input.outputDir, 'model.gguf'), async (file) => {
      await writeGgufHeader(file, metadata, tensors);
      for (const tensor of tensors) {
        await writeTensor(file, tensor.source, tensor.type, signal);
        await file.align(GGUF_ALIGNMENT_BYTES);
      }
    });
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

function renamed(sources: ReadonlyMap<string, TensorSource>, weights: Weights): NamedTensor[] {
  return [...sources].flatMap(([from, source]) => {
    const rule = RENAMED.find(([pattern]) => pattern.test(from));
    if (rule === undefined) return [];
    const name = from.replace(...rule);
    return [{ name, source, shape: source.shape, type: isMatrix(name, source) ? weights : 'f32' }];
  });
}

/** Vectors and the small position tables keep full precision. */
function isMatrix(name: string, { shape }: TensorSource): boolean {
  return shape.length > 1 && !name.startsWith('position_embd') && !name.startsWith('token_types');
}

function bertMetadata(
  file: ModelFile,
  tensors: readonly NamedTensor[],
  config: z.infer<typeof bertConfig>,
  weights: Weights,
): Map<string, GgufValue> {
  const rows = (name: string): number => {
    const found = tensors.find((tensor) => tensor.name === name)?.shape[0];
    if (found === undefined)
      throw new SottoFault('model-unsupported', `${file.name} is not a BERT encoder: it lacks ${name}.`, {
        stage: 'models',
      });
    return found;
  };
  const layers = tensors.filter(({ name }) => /^blk\.\d+\.ffn_up\.weight$/.test(name)).length;
  return new Map<string, GgufValue>([
    ['general.architecture', { kind: 'string', value: 'bert' }],
    ['general.type', { kind: 'string', value: 'model' }],
    ['general.name', { kind: 'string', value: 'all-MiniLM-L6-v2' }],
    ['general.license', { kind: 'string', value: 'apache-2.0' }],
    ['general.quantization_version', { kind: 'uint32', value: BLOCK_FORMATS_VERSION }],
    ['general.file_type', { kind: 'uint32', value: FILE_TYPE[weights] }],
    ['bert.context_length', { kind: 'uint32', value: rows('position_embd.weight') }],
    ['bert.embedding_length', { kind: 'uint32', value: rows('token_embd_norm.weight') }],
    ['bert.feed_forward_length', { kind: 'uint32', value: rows('blk.0.ffn_up.weight') }],
    ['bert.block_count', { kind: 'uint32', value: layers }],
    ['bert.attention.head_count', { kind: 'uint32', value: config.num_attention_heads }],
    ['bert.attention.layer_norm_epsilon', { kind: 'float32', value: config.layer_norm_eps }],
    ['bert.attention.causal', { kind: 'bool', value: false }],
    ['bert.pooling_type', { kind: 'uint32', value: MEAN_POOLING }],
    ['tokenizer.ggml.token_type_count', { kind: 'uint32', value: rows('token_types.weight') }],
  ]);
}

async function readConfig(path: string): Promise<z.infer<typeof bertConfig>> {
  try {
    return bertConfig.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return bertConfig.parse({});
    throw new SottoFault('model-corrupt', 'config.json is not a BERT configuration. Download it again.', {
      stage: 'models',
      cause,
    });
  }
}
