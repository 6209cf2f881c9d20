import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { u64 } from './raw-bytes.ts';

const WIDTH = 32;
const HIDDEN = 64;
const PIECES = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'cat', '##s'];

const layer = (index: number): Record<string, number[]> => {
  const name = `encoder.layer.${index}`;
  const linear = (part: string, outputs: number, inputs: number): Record<string, number[]> => ({
    [`${name}.${part}.weight`]: [outputs, inputs],
    [`${name}.${part}.bias`]: [outputs],
  });
  const norm = (part: string): Record<string, number[]> => ({
    [`${name}.${part}.weight`]: [WIDTH],
    [`${name}.${part}.bias`]: [WIDTH],
  });
  return {
    ...linear('attention.self.query', WIDTH, WIDTH),
    ...linear('attention.self.key', WIDTH, WIDTH),
    ...linear('attention.self.value', WIDTH, WIDTH),
    ...linear('attention.output.dense', WIDTH, WIDTH),
    ...norm('attention.output.LayerNorm'),
    ...linear('intermediate.dense', HIDDEN, WIDTH),
    ...linear('output.dense', WIDTH, HIDDEN),
    ...norm('output.LayerNorm'),
  };
};

const SHAPES: Record<string, number[]> = {
  'embeddings.word_embeddings.weight': [PIECES.length, WIDTH],
  'embeddings.position_embeddings.weight': [16, WIDTH],
  'embeddings.token_type_embeddings.weight': [2, WIDTH],
  'embeddings.LayerNorm.weight': [WIDTH],
  'embeddings.LayerNorm.bias': [WIDTH],
  ...layer(0),
  ...layer(1),
  'pooler.dense.weight': [WIDTH, WIDTH],
};

/** Writes `model.safetensors` and `tokenizer.json` of a sentence encoder with two layers and seven pieces. */
export async function writeSmallBert(folder: string): Promise<void> {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const [name, shape] of Object.entries(SHAPES)) {
    const bytes = shape.reduce((product, dimension) => product * dimension, 4);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const data = Float32Array.from({ length: offset / 4 }, (_, index) => Math.sin(index));
  await writeFile(join(folder, 'model.safetensors'), Buffer.concat([u64(json.length), json, Buffer.from(data.buffer)]));
  const vocab = Object.fromEntries(PIECES.map((piece, id) => [piece, id]));
  const added = PIECES.slice(0, 5).map((content, id) => ({ id, content, special: true }));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify({ model: { vocab }, added_tokens: added }));
}
