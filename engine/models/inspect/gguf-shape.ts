import { SottoFault } from '../../../contract/faults.ts';
import type { GgufFile } from './gguf.ts';
import type { GgufMetadatum } from './gguf-metadata.ts';

/** The dimensions of a transformer in a GGUF file, checked against one another. */
export interface GgufShape {
  readonly architecture: string;
  readonly blockCount: number;
  readonly embeddingLength: number;
  /** Per block; some architectures have blocks without attention. */
  readonly headCounts: readonly number[];
  readonly headCountsKv: readonly number[];
  readonly keyLength: number;
  readonly valueLength: number;
  /** Tokens the model was trained for. */
  readonly contextLength: number;
}

const MAX_BLOCKS = 512;
const MAX_WIDTH = 1 << 17;
const MAX_HEADS = 4096;
const MAX_HEAD_WIDTH = 1 << 13;
const MAX_CONTEXT = 1 << 28;
const MAX_EXPERTS = 1024;
const FEED_FORWARD = /^blk\.(\d+)\.ffn_down\.weight$/;
const EXPERTS = /^blk\.\d+\.ffn_(up|gate|down)_exps\.weight$/;
const ARCHITECTURE = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/**
 * Reads and checks the dimensions. llama.cpp ends the process on some contradictions, such as no heads or billions of
 * blocks, so nothing that does not hold together may reach it. Throws `model-corrupt`.
 */
export function readGgufShape(gguf: GgufFile, fileName: string): GgufShape {
  const corrupt = (what: string): SottoFault =>
    new SottoFault('model-corrupt', `${fileName} cannot be loaded: ${what}. Download it again.`, { stage: 'models' });

  const architecture = textOf(gguf.metadata.get('general.architecture')) ?? '';
  if (!ARCHITECTURE.test(architecture)) throw corrupt('it names no architecture');
  requireFiniteFloats(gguf, architecture, corrupt);

  const at = (key: string): GgufMetadatum | undefined => gguf.metadata.get(`${architecture}.${key}`);
  const whole = (key: string, most: number, otherwise?: number): number => {
    const given = at(key);
    const value = given === undefined ? otherwise : integerOf(given);
    if (value === undefined || value < 1 || value > most) throw corrupt(`${key} is ${value ?? 'missing'}`);
    return value;
  };

  const blockCount = whole('block_count', MAX_BLOCKS);
  const perBlock = (key: string, otherwise?: readonly number[]): readonly number[] => {
    const given = at(key);
    if (given === undefined && otherwise !== undefined) return otherwise;
    if (given?.kind !== 'array') return new Array<number>(blockCount).fill(whole(key, MAX_HEADS));
    const values = given.elements === 'text' || given.value === undefined ? [] : given.value;
    const most = Math.max(...values);
    if (
      values.length !== blockCount ||
      most < 1 ||
      most > MAX_HEADS ||
      !values.every((value) => Number.isInteger(value) && value >= 0)
    ) {
      throw corrupt(`${key} does not fit its blocks`);
    }
    return values;
  };

  const embeddingLength = whole('embedding_length', MAX_WIDTH);
  const headCounts = perBlock('attention.head_count');
  const headCountsKv = perBlock('attention.head_count_kv', headCounts);
  for (const [block, heads] of headCounts.entries()) {
    const kv = headCountsKv[block] ?? 0;
    if (kv > heads || (kv > 0 && heads % kv !== 0)) throw corrupt(`${kv} key heads do not divide ${heads} heads`);
  }
  const heads = Math.max(...headCounts);
  if (at('attention.key_length') === undefined && embeddingLength % heads !== 0)
    throw corrupt(`${heads} heads do not divide its width ${embeddingLength}`);
  const headWidth = Math.floor(embeddingLength / heads);
  if (headWidth < 1) throw corrupt(`it has more heads than values`);
  requireBlocks(gguf, architecture, blockCount, corrupt);
  requireFeedForward(gguf, at('feed_forward_length'), corrupt);
  const hasExperts = (integerOf(at('expert_count')) ?? 0) !== 0 || gguf.tensors.some(({ name }) => EXPERTS.test(name));
  if (hasExperts) whole('expert_used_count', whole('expert_count', MAX_EXPERTS));
  requireEmbedding(gguf, embeddingLength, corrupt);
  return {
    architecture,
    blockCount,
    embeddingLength,
    headCounts,
    headCountsKv,
    keyLength: whole('attention.key_length', MAX_HEAD_WIDTH, headWidth),
    valueLength: whole('attention.value_length', MAX_HEAD_WIDTH, headWidth),
    contextLength: whole('context_length', MAX_CONTEXT),
  };
}

export function integerOf(metadatum: GgufMetadatum | undefined): number | undefined {
  return metadatum?.kind === 'integer' ? metadatum.value : undefined;
}

export function textOf(metadatum: GgufMetadatum | undefined): string | undefined {
  return metadatum?.kind === 'text' ? metadatum.value : undefined;
}

type Corrupt = (what: string) => SottoFault;

function requireFiniteFloats(gguf: GgufFile, architecture: string, corrupt: Corrupt): void {
  for (const [key, metadatum] of gguf.metadata) {
    if (key.startsWith(`${architecture}.`) && metadatum.kind === 'float' && !Number.isFinite(metadatum.value))
      throw corrupt(`${key} is not a number`);
  }
}

/**
 * Each block has tensors, and no tensor belongs to a block beyond the last. Blocks that predict further tokens come
 * last, and files may count them but leave them out.
 */
function requireBlocks(gguf: GgufFile, architecture: string, blockCount: number, corrupt: Corrupt): void {
  const blocks = new Set<number>();
  for (const { name } of gguf.tensors) {
    const block = /^blk\.(\d{1,9})\./.exec(name)?.[1];
    if (block !== undefined) blocks.add(Number(block));
  }
  const optional = integerOf(gguf.metadata.get(`${architecture}.nextn_predict_layers`)) ?? 0;
  const last = Math.max(-1, ...blocks);
  if (blocks.size !== last + 1 || last >= blockCount || last + 1 + Math.min(optional, MAX_BLOCKS) < blockCount) {
    throw corrupt(`its tensors are not those of ${blockCount} blocks`);
  }
}

/** One width, or one per block. Where tensors have another, the loader makes some of no size, and aborts. */
function requireFeedForward(gguf: GgufFile, given: GgufMetadatum | undefined, corrupt: Corrupt): void {
  const perBlock = given?.kind === 'array' ? (given.value ?? []) : undefined;
  for (const { name, dimensions } of gguf.tensors) {
    const block = FEED_FORWARD.exec(name)?.[1];
    if (block === undefined) continue;
    const width = perBlock === undefined ? integerOf(given) : perBlock[Number(block)];
    if (width !== dimensions[0])
      throw corrupt(`feed_forward_length is ${width ?? 'missing'}, its layers have ${dimensions[0]}`);
  }
}

function requireEmbedding(gguf: GgufFile, embeddingLength: number, corrupt: Corrupt): void {
  const table = gguf.tensors.find(({ name }) => name === 'token_embd.weight');
  const tokens = gguf.metadata.get('tokenizer.ggml.tokens');
  if (table === undefined) throw corrupt('it has no token embeddings');
  if (table.dimensions[0] !== embeddingLength)
    throw corrupt(`its token embeddings are ${table.dimensions[0]} wide, not ${embeddingLength}`);
  if (tokens?.kind === 'array' && table.dimensions[1] !== tokens.length) {
    throw corrupt(`it has ${tokens.length} tokens, but embeddings of ${table.dimensions[1] ?? 1}`);
  }
}
