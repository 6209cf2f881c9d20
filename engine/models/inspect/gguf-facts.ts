import { SottoFault } from '../../../contract/faults.ts';
import type { GgufFile } from './gguf.ts';
import { integerOf, readGgufShape, textOf } from './gguf-shape.ts';
import { readVocabularySize } from './gguf-tokenizer.ts';
import { dominantStorage, type GgufFacts } from './model-facts.ts';
import type { ModelFile } from './model-file.ts';

/** `llama_pooling_type`, from none, over what makes one vector of a text, to ranking. The loader aborts on others. */
const NO_POOLING = 0;
const LAST_POOLING = 4;

/** Checks what the entries of a GGUF file mean and describes it. Throws `model-corrupt` or `model-unsupported`. */
export function describeGguf(file: ModelFile, gguf: GgufFile): GgufFacts {
  requireWholeModel(file, gguf);
  const shape = readGgufShape(gguf, file.name);
  return {
    format: 'gguf',
    fileBytes: file.sizeBytes,
    parameterCount: gguf.tensors.reduce((sum, tensor) => sum + tensor.valueCount, 0),
    quantisation: dominantType(gguf),
    architecture: shape.architecture,
    name: textOf(gguf.metadata.get('general.name')) ?? '',
    use: useOf(file, gguf, shape.architecture),
    blockCount: shape.blockCount,
    embeddingLength: shape.embeddingLength,
    headCountsKv: shape.headCountsKv,
    keyLength: shape.keyLength,
    valueLength: shape.valueLength,
    contextLength: shape.contextLength,
    vocabularySize: readVocabularySize(gguf, file.name),
    chatTemplate: gguf.metadata.has('tokenizer.chat_template') ? 'present' : 'absent',
  };
}

function requireWholeModel(file: ModelFile, gguf: GgufFile): void {
  const type = textOf(gguf.metadata.get('general.type')) ?? 'model';
  if (type !== 'model') throw unsupported(file, `it is an addition to a model (${type.slice(0, 40)})`);
  if ((integerOf(gguf.metadata.get('split.count')) ?? 1) > 1)
    throw unsupported(file, 'it is one of several parts; use a model that is a single file');
}

/** Encoders look at the whole text at once, and most embedding models say how they pool. */
const ENCODER = /bert|encoder/;

function useOf(file: ModelFile, gguf: GgufFile, architecture: string): GgufFacts['use'] {
  const causal = gguf.metadata.get(`${architecture}.attention.causal`);
  const pooling = integerOf(gguf.metadata.get(`${architecture}.pooling_type`)) ?? NO_POOLING;
  if (pooling < NO_POOLING || pooling > LAST_POOLING) {
    throw new SottoFault(
      'model-corrupt',
      `${file.name} cannot be loaded: pooling_type is ${pooling}. Download it again.`,
      { stage: 'models' },
    );
  }
  const encoder = ENCODER.test(architecture) || (causal?.kind === 'bool' && causal.value === 0);
  return encoder || pooling !== NO_POOLING ? 'embedding' : 'chat';
}

function dominantType(gguf: GgufFile): string {
  const bytes = new Map<string, number>();
  for (const { type, lengthBytes } of gguf.tensors) bytes.set(type.name, (bytes.get(type.name) ?? 0) + lengthBytes);
  return dominantStorage(bytes);
}

function unsupported(file: ModelFile, what: string): SottoFault {
  return new SottoFault('model-unsupported', `${file.name} cannot be used: ${what}.`, { stage: 'models' });
}
