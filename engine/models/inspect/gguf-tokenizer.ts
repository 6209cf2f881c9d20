import { SottoFault } from '../../../contract/faults.ts';
import type { GgufFile } from './gguf.ts';
import type { GgufElementType } from './gguf-metadata.ts';
import { textOf } from './gguf-shape.ts';

/** Element types of the tokenizer's arrays: llama.cpp reads their memory as these without checking. */
const ARRAYS: Readonly<
  Record<string, { readonly elements: readonly GgufElementType[]; readonly perToken: 'one' | 'any' }>
> = {
  tokens: { elements: ['text'], perToken: 'one' },
  scores: { elements: ['float32'], perToken: 'one' },
  token_type: { elements: ['int32'], perToken: 'one' },
  merges: { elements: ['text'], perToken: 'any' },
  precompiled_charsmap: { elements: ['other-number', 'int32'], perToken: 'any' },
};

/** Checks the tokenizer's arrays; gives the number of tokens. Throws `model-corrupt` or `model-unsupported`. */
export function readVocabularySize(gguf: GgufFile, fileName: string): number {
  const kind = textOf(gguf.metadata.get('tokenizer.ggml.model'));
  if (kind === undefined || kind === 'none' || kind === 'no_vocab') {
    throw new SottoFault(
      'model-unsupported',
      `${fileName} has no tokenizer: it is a part of a model, not one to talk with.`,
      { stage: 'models' },
    );
  }
  const tokens = gguf.metadata.get('tokenizer.ggml.tokens');
  const count = tokens?.kind === 'array' ? tokens.length : 0;
  if (count === 0) throw corrupt(fileName, 'has no tokens');
  for (const [name, { elements, perToken }] of Object.entries(ARRAYS)) {
    const array = gguf.metadata.get(`tokenizer.ggml.${name}`);
    if (array === undefined) continue;
    if (array.kind !== 'array' || !elements.includes(array.elements))
      throw corrupt(fileName, `keeps its ${name} in an unknown way`);
    if (perToken === 'one' && array.length !== count)
      throw corrupt(fileName, `has ${count} tokens, but ${array.length} ${name}`);
  }
  return count;
}

function corrupt(fileName: string, what: string): SottoFault {
  return new SottoFault('model-corrupt', `The tokenizer of ${fileName} ${what}. Download it again.`, {
    stage: 'models',
  });
}
