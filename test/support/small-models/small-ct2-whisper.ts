import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { halfBits } from '../../../engine/models/convert/half-float.ts';
import { u16, u32 } from './raw-bytes.ts';

export const SMALL_WHISPER = {
  vocabulary: 51_864,
  state: 64,
  melBands: 80,
  audioContext: 16,
  textContext: 32,
  feedForward: 128,
};

const F16 = 4;
const { vocabulary, state, melBands, audioContext, textContext, feedForward } = SMALL_WHISPER;

/** Shapes of the variables of a CTranslate2 Whisper model with one layer on each side, one head wide. */
const SHAPES: Record<string, number[]> = {
  'encoder/conv1/weight': [state, melBands, 3],
  'encoder/conv1/bias': [state],
  'encoder/conv2/weight': [state, state, 3],
  'encoder/conv2/bias': [state],
  'encoder/position_encodings/encodings': [audioContext, state],
  ...norm('encoder/layer_norm'),
  ...attention('encoder/layer_0/self_attention', [3, 1]),
  ...feedForwardOf('encoder/layer_0'),
  'decoder/embeddings/weight': [vocabulary, state],
  'decoder/position_encodings/encodings': [textContext, state],
  ...norm('decoder/layer_norm'),
  ...attention('decoder/layer_0/self_attention', [3, 1]),
  ...attention('decoder/layer_0/attention', [1, 2, 1]),
  ...feedForwardOf('decoder/layer_0'),
};

let model: Buffer | undefined;

/** Writes `model.bin`, `vocabulary.txt` and `config.json` of an English model with arbitrary weights. */
export async function writeSmallCt2Whisper(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  model ??= modelBytes();
  await writeFile(join(folder, 'model.bin'), model);
  await writeFile(join(folder, 'vocabulary.txt'), vocabularyLines().join('\n'));
  await writeFile(join(folder, 'config.json'), JSON.stringify({ suppress_ids: [1, 2], alignment_heads: [] }));
}

function modelBytes(): Buffer {
  const variables = Object.entries(SHAPES).map(([name, shape], index) => variable(name, shape, index));
  const head = Buffer.concat([u32(6), ct2Text('WhisperSpec'), u32(3), u32(variables.length)]);
  const alias = Buffer.concat([u32(1), ct2Text('decoder/projection/weight'), ct2Text('decoder/embeddings/weight')]);
  return Buffer.concat([head, ...variables, alias]);
}

/** The weights of a variable, in the order of the file. */
export function smallWeights(name: string): number[] {
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(name);
  const seed = Object.keys(SHAPES).indexOf(name);
  return Array.from({ length: shape.reduce((product, dimension) => product * dimension, 1) }, (_, index) =>
    smallWeight(name, seed, index),
  );
}

/** Values about 0, about 1 where they scale; the same every time. */
function smallWeight(name: string, seed: number, index: number): number {
  let mixed = Math.imul(index + 1, 0x9e37_79b1) ^ Math.imul(seed + 1, 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b_3c6d);
  const noise = (((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32 - 0.5) / 2;
  return name.endsWith('/gamma') ? 1 + noise : noise;
}

function variable(name: string, shape: number[], seed: number): Buffer {
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  const halves = Uint16Array.from({ length: count }, (_, index) => halfBits(smallWeight(name, seed, index)));
  return Buffer.concat([
    ct2Text(name),
    Buffer.of(shape.length),
    ...shape.map(u32),
    Buffer.of(F16),
    u32(count * 2),
    Buffer.from(halves.buffer),
  ]);
}

/** Base tokens are their number in letters; `Ġ` is the blank. */
function vocabularyLines(): string[] {
  const base = Array.from({ length: 50_256 }, (_, id) => (id === 220 ? 'Ġ' : `t${id}`));
  const special = [
    'endoftext',
    'startoftranscript',
    'en',
    'translate',
    'transcribe',
    'startoflm',
    'startofprev',
    'nospeech',
    'notimestamps',
  ];
  return [...base, ...special.map((name) => `<|${name}|>`)];
}

function attention(name: string, stacks: number[]): Record<string, number[]> {
  const layers = stacks.map(
    (parts, index): Record<string, number[]> => ({
      [`${name}/linear_${index}/weight`]: [parts * state, state],
      [`${name}/linear_${index}/bias`]: [parts * state],
    }),
  );
  return Object.assign({}, norm(`${name}/layer_norm`), ...layers) as Record<string, number[]>;
}

function feedForwardOf(layer: string): Record<string, number[]> {
  return {
    ...norm(`${layer}/ffn/layer_norm`),
    [`${layer}/ffn/linear_0/weight`]: [feedForward, state],
    [`${layer}/ffn/linear_0/bias`]: [feedForward],
    [`${layer}/ffn/linear_1/weight`]: [state, feedForward],
    [`${layer}/ffn/linear_1/bias`]: [state],
  };
}

function norm(name: string): Record<string, number[]> {
  return { [`${name}/gamma`]: [state], [`${name}/beta`]: [state] };
}

function ct2Text(text: string): Buffer {
  return Buffer.concat([u16(text.length + 1), Buffer.from(text), Buffer.of(0)]);
}
