import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { scratchFolder } from '../../../test/support/scratch-folder.ts';
import { SMALL_WHISPER, writeSmallCt2Whisper } from '../../../test/support/small-models/small-ct2-whisper.ts';
import { inspectModelFile, type OnnxFacts } from '../inspect/inspect.ts';
import { convert } from './ct2-whisper-to-sherpa.ts';

const { state, textContext, vocabulary, melBands, audioContext } = SMALL_WHISPER;
const CACHE = [1, 1, textContext, state];

let outputDir = '';
before(async (t) => {
  const folder = await scratchFolder(t as never);
  outputDir = join(folder, 'output');
  await mkdir(outputDir);
  await writeSmallCt2Whisper(folder);
  await convert({ sourceDir: folder, outputDir, options: {} }, new AbortController().signal);
});

test('both graphs are complete, and the encoder has the metadata sherpa-onnx requires', async () => {
  const encoder = (await inspectModelFile(join(outputDir, 'encoder.int8.onnx'), 'stt')) as OnnxFacts;
  const decoder = (await inspectModelFile(join(outputDir, 'decoder.int8.onnx'), 'stt')) as OnnxFacts;
  assert.deepEqual([encoder.quantisation, decoder.quantisation], ['int8', 'int8']);
  assert.deepEqual(Object.fromEntries(encoder.metadata), {
    model_type: 'whisper-custom.en',
    version: '1',
    maintainer: 'k2-fsa',
    n_mels: '80',
    n_audio_ctx: '16',
    n_audio_state: '64',
    n_audio_head: '1',
    n_audio_layer: '1',
    n_vocab: '51864',
    n_text_ctx: '32',
    n_text_state: '64',
    n_text_head: '1',
    n_text_layer: '1',
    sot_sequence: '50257',
    all_language_tokens: '50258',
    all_language_codes: 'en',
    sot: '50257',
    sot_index: '0',
    eot: '50256',
    blank_id: '220',
    is_multilingual: '0',
    no_speech: '50263',
    non_speech_tokens: '1,2',
    transcribe: '50260',
    translate: '50259',
    sot_prev: '50262',
    sot_lm: '50261',
    no_timestamps: '50264',
  });
});

test('tokens are the bytes they stand for, in base 64', async () => {
  const lines = (await readFile(join(outputDir, 'tokens.txt'), 'utf8')).split('\n');
  const decoded = [0, 219, 220].map((id) => {
    const [text = '', number] = (lines[id] ?? '').split(' ');
    return [Buffer.from(text, 'base64').toString(), Number(number)];
  });
  assert.deepEqual(decoded, [
    ['t0', 0],
    ['t219', 219],
    [' ', 220],
  ]);
  assert.equal(lines.length, 50_256 + 1);
});

test('the encoder yields the keys and values of every decoder layer', async (t) => {
  const cross = await encode(t);
  assert.deepEqual(Object.keys(cross), ['n_layer_cross_k', 'n_layer_cross_v']);
  for (const { dims, data } of Object.values(cross)) {
    assert.deepEqual(dims, [1, 1, 12, state]);
    assert.ok((data as Float32Array).every(Number.isFinite));
  }
});

test('decoding token by token gives what decoding at once gives', async (t) => {
  const cross = await encode(t);
  const decoder = await InferenceSession.create(join(outputDir, 'decoder.int8.onnx'), { intraOpNumThreads: 1 });
  t.after(() => decoder.release());
  const empty = new Tensor('float32', new Float32Array(textContext * state), CACHE);
  const step = async (tokens: number[], offset: number, keys: Tensor, values: Tensor): Promise<Step> => {
    const { logits, out_n_layer_self_k_cache, out_n_layer_self_v_cache } = (await decoder.run({
      ...cross,
      tokens: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]),
      in_n_layer_self_k_cache: keys,
      in_n_layer_self_v_cache: values,
      offset: new Tensor('int64', BigInt64Array.of(BigInt(offset)), [1]),
    })) as Record<'logits' | 'out_n_layer_self_k_cache' | 'out_n_layer_self_v_cache', Tensor>;
    assert.deepEqual(logits.dims, [1, tokens.length, vocabulary]);
    const last = (logits.data as Float32Array).subarray(-vocabulary);
    return { last, keys: out_n_layer_self_k_cache, values: out_n_layer_self_v_cache };
  };
  const tokens = [50_257, 7, 220, 1234];
  const atOnce = await step(tokens, 0, empty, empty);
  let single: Step = { last: new Float32Array(), keys: empty, values: empty };
  for (const [index, token] of tokens.entries()) single = await step([token], index, single.keys, single.values);
  const otherwise = await step([50_257, 9, 99, 1234], 0, empty, empty);
  const [same, different] = [correlation(atOnce.last, single.last), correlation(atOnce.last, otherwise.last)];
  assert.ok(same > 0.9997 && different < 0.999, `${same} with the same tokens, ${different} with others`);
});

interface Step {
  readonly last: Float32Array;
  readonly keys: Tensor;
  readonly values: Tensor;
}

async function encode(t: { after(release: () => Promise<void>): void }): Promise<InferenceSession.OnnxValueMapType> {
  const encoder = await InferenceSession.create(join(outputDir, 'encoder.int8.onnx'), { intraOpNumThreads: 1 });
  t.after(() => encoder.release());
  const frames = 24;
  assert.ok(frames / 2 <= audioContext);
  const mel = Float32Array.from({ length: melBands * frames }, (_, index) => Math.sin(index / 7));
  return encoder.run({ mel: new Tensor('float32', mel, [1, melBands, frames]) });
}

function correlation(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const other = b[index] as number;
    dot += value * other;
    aa += value * value;
    bb += other * other;
  }
  return dot / Math.sqrt(aa * bb);
}
