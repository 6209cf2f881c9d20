import { f32, u32, u64 } from './raw-bytes.ts';

/** A GGUF file in parts, each of which a test may falsify before the parts are joined. */
export interface GgufParts {
  magic: string;
  version: number;
  /** Undefined for the true count. */
  tensorCount: number | bigint | undefined;
  metadataCount: number | bigint | undefined;
  metadata: Map<string, GgufRaw>;
  tensors: GgufRawTensor[];
  /** Follows the tensor list and its padding. */
  data: Buffer;
}

export interface GgufRaw {
  type: number;
  bytes: Buffer;
}

export interface GgufRawTensor {
  name: string;
  dimensions: (number | bigint)[];
  typeId: number;
  offset: number | bigint;
}

const ALIGNMENT = 32;
const F32 = 0;
const Q4_1 = 3;

export const text = (value: string): GgufRaw => ({ type: 8, bytes: rawText(value) });
export const uint32 = (value: number): GgufRaw => ({ type: 4, bytes: u32(value) });
export const float32 = (value: number): GgufRaw => ({ type: 6, bytes: f32(value) });
export const bool = (value: number): GgufRaw => ({ type: 7, bytes: Buffer.of(value) });
export const textArray = (values: string[]): GgufRaw => ({
  type: 9,
  bytes: Buffer.concat([u32(8), u64(values.length), ...values.map(rawText)]),
});
export const int32Array = (values: number[]): GgufRaw => ({
  type: 9,
  bytes: Buffer.concat([u32(5), u64(values.length), Buffer.from(Int32Array.from(values).buffer)]),
});
export const float32Array = (values: number[]): GgufRaw => ({
  type: 9,
  bytes: Buffer.concat([u32(6), u64(values.length), f32(...values)]),
});

/** A language model of two blocks that a loader would take, were it not so small. */
export function smallGguf(): GgufParts {
  const tokens = ['<s>', '</s>', 'a', 'b'];
  const metadata = new Map([
    ['general.architecture', text('llama')],
    ['general.name', text('Small')],
    ['general.file_type', uint32(3)],
    ['llama.block_count', uint32(2)],
    ['llama.context_length', uint32(128)],
    ['llama.embedding_length', uint32(32)],
    ['llama.feed_forward_length', uint32(64)],
    ['llama.attention.head_count', uint32(4)],
    ['llama.attention.head_count_kv', uint32(2)],
    ['llama.rope.freq_base', float32(10_000)],
    ['tokenizer.ggml.model', text('llama')],
    ['tokenizer.ggml.tokens', textArray(tokens)],
    ['tokenizer.ggml.scores', float32Array(tokens.map(() => 0))],
    ['tokenizer.ggml.token_type', int32Array(tokens.map(() => 1))],
    ['tokenizer.chat_template', text('{{ messages }}')],
  ]);
  const wanted: [string, number[], number][] = [
    ['token_embd.weight', [32, 4], F32],
    ['blk.0.attn_q.weight', [32, 32], Q4_1],
    ['blk.0.attn_v.weight', [32, 16], Q4_1],
    ['blk.1.attn_q.weight', [32, 32], Q4_1],
    ['output_norm.weight', [32], F32],
  ];
  let offset = 0;
  const tensors = wanted.map(([name, dimensions, typeId]) => {
    const tensor = { name, dimensions, typeId, offset };
    const values = dimensions.reduce((product, dimension) => product * dimension, 1);
    offset += Math.ceil((typeId === F32 ? values * 4 : (values / 32) * 20) / ALIGNMENT) * ALIGNMENT;
    return tensor;
  });
  const data = Buffer.from(Array.from({ length: offset }, (_, index) => (index * 37) % 120));
  return { magic: 'GGUF', version: 3, tensorCount: undefined, metadataCount: undefined, metadata, tensors, data };
}

export function ggufBytes(parts: GgufParts): Buffer {
  const head = Buffer.concat([
    Buffer.from(parts.magic, 'latin1'),
    u32(parts.version),
    u64(parts.tensorCount ?? parts.tensors.length),
    u64(parts.metadataCount ?? parts.metadata.size),
    ...[...parts.metadata].flatMap(([key, { type, bytes }]) => [rawText(key), u32(type), bytes]),
    ...parts.tensors.flatMap(({ name, dimensions, typeId, offset }) => [
      rawText(name),
      u32(dimensions.length),
      ...dimensions.map(u64),
      u32(typeId),
      u64(offset),
    ]),
  ]);
  const padding = Buffer.alloc((ALIGNMENT - (head.length % ALIGNMENT)) % ALIGNMENT);
  return Buffer.concat([head, padding, parts.data]);
}

function rawText(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}
