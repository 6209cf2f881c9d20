import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { getLlama, type Llama, LlamaChatSession } from 'node-llama-cpp';
import { installedModel, installedModelFile } from '../../../test/support/models.ts';
import { type SpokenText, speakTexts } from '../../../test/support/spoken-clips.ts';
import { wordErrorRate } from '../../stt/accuracy/word-error-rate.ts';
import { inspectModelFile } from '../inspect/inspect.ts';

const require = createRequire(import.meta.url);

interface SherpaVoice {
  generateAsync(request: {
    text: string;
    enableExternalBuffer: false;
    generationConfig: { sid: number; speed: number; silenceScale: number };
    onProgress: (part: { samples: Float32Array }) => number;
  }): Promise<unknown>;
}

interface SherpaWhisper {
  createStream(): { acceptWaveform(wave: { samples: Float32Array; sampleRate: number }): void };
  decode(stream: unknown): void;
  getResult(stream: unknown): { text: string };
}

const sherpa = require('sherpa-onnx-node') as {
  OfflineTts: { createAsync(config: unknown): Promise<SherpaVoice> };
  OfflineRecognizer: new (config: unknown) => SherpaWhisper;
};

test('every installed model passes inspection', async () => {
  const facts = await Promise.all([
    inspectModelFile(await installedModelFile('smollm2-135m'), 'llm'),
    inspectModelFile(await installedModelFile('all-minilm-l6-v2'), 'embedding'),
    inspectModelFile(await installedModelFile('whisper-base'), 'stt'),
    inspectModelFile(join(await installedModel('whisper-tiny.en-sherpa'), 'encoder.int8.onnx'), 'stt'),
    inspectModelFile(join(await installedModel('whisper-tiny.en-sherpa'), 'decoder.int8.onnx'), 'stt'),
    inspectModelFile(await installedModelFile('piper-en-us-joe'), 'tts'),
    inspectModelFile(await installedModelFile('silero-vad'), 'vad'),
    inspectModelFile(await installedModelFile('smart-turn-v3.2'), 'turn'),
  ]);
  assert.deepEqual(
    facts.map(({ format, parameterCount }) => `${format} ${Math.round(parameterCount / 1e6)} M`),
    [
      'gguf 135 M',
      'gguf 23 M',
      'whisper-ggml 73 M',
      'onnx 9 M',
      'onnx 49 M',
      'piper-voice 16 M',
      'onnx 1 M',
      'onnx 8 M',
    ],
  );
});

test('the voice tells when each phoneme sounds', async () => {
  const folder = await installedModel('piper-en-us-joe');
  const voice = await sherpa.OfflineTts.createAsync({
    model: {
      vits: {
        model: join(folder, 'model.onnx'),
        tokens: join(folder, 'tokens.txt'),
        dataDir: join(await installedModel('espeak-ng-data'), 'espeak-ng-data'),
      },
      numThreads: 1,
    },
    maxNumSentences: 1,
  });
  let output = new Float32Array();
  await voice.generateAsync({
    text: 'Sure, I can do that.',
    enableExternalBuffer: false,
    generationConfig: { sid: 0, speed: 1, silenceScale: 1 },
    onProgress: ({ samples }) => {
      output = Float32Array.from(samples);
      return 1;
    },
  });
  const count = output.at(-1) ?? 0;
  const audioSamples = output.length - 2 - 2 * count;
  const frames = output.subarray(audioSamples, audioSamples + count);
  const tokens = output.subarray(audioSamples + count, -2);
  const hopSamples = audioSamples / frames.reduce((sum, each) => sum + each, 0);
  assert.deepEqual([output.at(-2), hopSamples, tokens[0], tokens.at(-1)], [1, 256, 1, 2]);
  assert.ok(count > 20 && tokens.every((token) => Number.isInteger(token) && token >= 0 && token < 256));
});

test('the transcriber for sherpa-onnx hears what is said', async () => {
  const folder = await installedModel('whisper-tiny.en-sherpa');
  const recognizer = new sherpa.OfflineRecognizer({
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: {
      whisper: {
        encoder: join(folder, 'encoder.int8.onnx'),
        decoder: join(folder, 'decoder.int8.onnx'),
        tailPaddings: -1,
      },
      tokens: join(folder, 'tokens.txt'),
      numThreads: 1,
    },
  });
  const clips = await speakTexts([
    'Turn off the lights in the kitchen, please.',
    'The opening hours have changed since last summer.',
  ]);
  const heard = ({ pcm }: SpokenText): string => {
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples: pcm, sampleRate: 16_000 });
    recognizer.decode(stream);
    return recognizer.getResult(stream).text;
  };
  const pairs = clips.map((clip) => ({ reference: clip.text, hypothesis: heard(clip) }));
  assert.ok(wordErrorRate(pairs) <= 0.15, JSON.stringify(pairs));
});

test('the sentence encoder puts sentences of one meaning together', async (t) => {
  const model = await (await llama()).loadModel({ modelPath: await installedModelFile('all-minilm-l6-v2') });
  t.after(() => model.dispose());
  const context = await model.createEmbeddingContext({ contextSize: 256, threads: 1 });
  const vectors = [];
  for (const text of ['The cat sits on the mat.', 'A kitten rests on a rug.', 'Stock markets fell sharply today.']) {
    vectors.push((await context.getEmbeddingFor(text)).vector);
  }
  const [cat = [], kitten = [], stocks = []] = vectors;
  assert.equal(cat.length, 384);
  assert.ok(
    cosine(cat, kitten) > 0.5 && cosine(cat, stocks) < 0.2,
    `${cosine(cat, kitten)} and ${cosine(cat, stocks)}`,
  );
});

test('the language model still answers after requantising', async (t) => {
  const model = await (await llama()).loadModel({ modelPath: await installedModelFile('smollm2-135m') });
  t.after(() => model.dispose());
  const context = await model.createContext({ contextSize: 512, threads: 1 });
  const session = new LlamaChatSession({ contextSequence: context.getSequence() });
  assert.match(await session.prompt('What is the capital of France?', { maxTokens: 16, temperature: 0 }), /Paris/);
});

let runtime: Promise<Llama> | undefined;
function llama(): Promise<Llama> {
  runtime ??= getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
  return runtime;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
