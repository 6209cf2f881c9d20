import type { AttentionShape } from './fit.ts';
import { type GgufFile, readGguf } from './inspect/gguf.ts';
import { ModelFile } from './inspect/model-file.ts';

/** What a GGUF file says about itself that matters before it is loaded. */
export interface GgufShape {
  readonly architecture: string;
  readonly name: string | undefined;
  readonly chatTemplate: string | undefined;
  /** Longest context the model was trained for. */
  readonly contextTokens: number | undefined;
  /** An encoder, which embeds text instead of writing it. */
  readonly isEncoder: boolean;
  /** Absent for architectures that do not tell, or have no key-value cache. */
  readonly attention: AttentionShape | undefined;
}

/** Throws what the pre-parser throws: `model-corrupt`, `model-unsupported` or `model-missing`. */
export async function readGgufShape(path: string): Promise<GgufShape> {
  const file = await ModelFile.open(path);
  try {
    return shapeOf(await readGguf(file));
  } finally {
    await file[Symbol.asyncDispose]();
  }
}

/** Key names are those of ggml's docs/gguf.md. */
function shapeOf(gguf: GgufFile): GgufShape {
  const architecture = text(gguf, 'general.architecture') ?? 'unknown';
  const number = (key: string): number | undefined => scalar(gguf, `${architecture}.${key}`);
  return {
    architecture,
    name: text(gguf, 'general.name') ?? text(gguf, 'general.basename'),
    chatTemplate: text(gguf, 'tokenizer.chat_template'),
    contextTokens: number('context_length'),
    isEncoder: number('pooling_type') !== undefined || number('attention.causal') === 0 || /bert|embedding/.test(architecture),
    attention: attentionOf(number),
  };
}

function attentionOf(number: (key: string) => number | undefined): AttentionShape | undefined {
  const blockCount = number('block_count');
  const heads = number('attention.head_count');
  const embeddingLength = number('embedding_length');
  if (!blockCount || !heads || !embeddingLength) return undefined;
  const headLength = embeddingLength / heads;
  return {
    blockCount,
    keyValueHeads: number('attention.head_count_kv') ?? heads,
    keyLength: number('attention.key_length') ?? headLength,
    valueLength: number('attention.value_length') ?? headLength,
  };
}

/** Where a value differs by layer the largest counts: better to promise too little. */
function scalar(gguf: GgufFile, key: string): number | undefined {
  const found = gguf.metadata.get(key);
  if (found === undefined || found.kind === 'text') return undefined;
  if (found.kind === 'array') return found.value === undefined ? undefined : Math.max(...found.value);
  return found.value;
}

function text(gguf: GgufFile, key: string): string | undefined {
  const found = gguf.metadata.get(key);
  return found?.kind === 'text' ? found.value : undefined;
}
