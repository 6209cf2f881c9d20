import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../../../contract/faults.ts';
import type { GgufValue } from './gguf-writer.ts';

/** llama.cpp marks the first piece of a word; WordPiece marks the pieces that continue one. */
const WORD_START = '▁';
const CONTINUATION = '##';

/** `llama_token_type`. */
const NORMAL = 1;
const CONTROL = 3;

/** Keys of llama.cpp, its spelling included, and the tokens they name. */
const SPECIAL_TOKENS: Readonly<Record<string, string>> = {
  unknown: '[UNK]',
  seperator: '[SEP]',
  padding: '[PAD]',
  cls: '[CLS]',
  mask: '[MASK]',
  bos: '[CLS]',
  eos: '[SEP]',
};

const tokenizer = z.object({
  model: z.object({
    vocab: z.record(
      z.string(),
      z
        .int()
        .min(0)
        .max(1 << 20),
    ),
  }),
  added_tokens: z.array(z.object({ id: z.int().min(0), special: z.boolean() })),
});

/** The tokenizer metadata of a GGUF with a BERT vocabulary, from a Hugging Face `tokenizer.json`. Throws `model-corrupt`. */
export async function readWordpieceVocabulary(path: string): Promise<Map<string, GgufValue>> {
  const {
    model: { vocab },
    added_tokens: added,
  } = parseTokenizer(basename(path), await readFile(path, 'utf8'));
  const special = new Set(added.filter((token) => token.special).map((token) => token.id));
  const pieces = Object.entries(vocab).sort(([, a], [, b]) => a - b);
  const gap = pieces.findIndex(([, id], index) => id !== index);
  if (gap !== -1) throw corrupt(basename(path), `token ${gap} is missing`);
  const specialIds = Object.entries(SPECIAL_TOKENS).map(([key, token]): [string, GgufValue] => {
    const id = vocab[token];
    if (id === undefined) throw corrupt(basename(path), `token ${token} is missing`);
    return [`tokenizer.ggml.${key}_token_id`, { kind: 'uint32', value: id }];
  });
  return new Map<string, GgufValue>([
    ['tokenizer.ggml.model', { kind: 'string', value: 'bert' }],
    [
      'tokenizer.ggml.tokens',
      { kind: 'strings', value: pieces.map(([piece, id]) => (special.has(id) ? piece : marked(piece))) },
    ],
    [
      'tokenizer.ggml.token_type',
      { kind: 'int32s', value: pieces.map(([, id]) => (special.has(id) ? CONTROL : NORMAL)) },
    ],
    ...specialIds,
  ]);
}

function marked(piece: string): string {
  return piece.startsWith(CONTINUATION) ? piece.slice(CONTINUATION.length) : WORD_START + piece;
}

function parseTokenizer(name: string, json: string): z.infer<typeof tokenizer> {
  try {
    return tokenizer.parse(JSON.parse(json));
  } catch (cause) {
    throw corrupt(name, 'it has no WordPiece vocabulary', cause);
  }
}

function corrupt(name: string, what: string, cause?: unknown): SottoFault {
  return new SottoFault('model-corrupt', `${name} is not a tokenizer that can be converted: ${what}.`, {
    stage: 'models',
    cause,
  });
}
