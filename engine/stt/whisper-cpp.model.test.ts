import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixturePath } from '../../test/support/checkout.ts';
import { installedModelFile } from '../../test/support/models.ts';
import { scratchFolder } from '../../test/support/scratch-folder.ts';
import { speakTexts } from '../../test/support/spoken-clips.ts';
import { readWavFile } from '../audio/wav-file.ts';
import { tokenLimit, trimmedAudioContext } from './audio-context.ts';
import { repeatsItself } from './transcript-text.ts';
import { loadWhisperAddon } from './whisper-addon.ts';
import { createWhisperCppTranscriber } from './whisper-cpp.adapter.ts';

const noise = (seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * 16_000 }, (_, i) => 0.3 * Math.sin(i * i));

test('a model file that is not there, or is something else, is a fault with a name', async (t) => {
  const folder = await scratchFolder(t);
  await assert.rejects(createWhisperCppTranscriber({ modelFile: join(folder, 'none.bin'), threads: 1 }), {
    code: 'model-missing',
  });
  const modelFile = join(folder, 'text.bin');
  await writeFile(modelFile, 'This is not a model.'.repeat(1000));
  await assert.rejects(createWhisperCppTranscriber({ modelFile, threads: 1 }), { code: 'model-corrupt' });
});

test('an add-on that is not built, or cannot be loaded, is a fault that names the way out', async (t) => {
  const file = join(await scratchFolder(t), 'whisper.node');
  await writeFile(file, 'not a library');
  assert.throws(() => loadWhisperAddon(file), { code: 'model-unsupported', message: /whisper-base-sherpa/ });
});

test('a language that the model does not know is refused, and the next call works', async () => {
  const modelFile = await installedModelFile('whisper-base');
  const transcriber = await createWhisperCppTranscriber({ modelFile, threads: 1 });
  const { signal } = new AbortController();
  await assert.rejects(transcriber.transcribe({ pcm: noise(1), language: 'xx' }, signal), { code: 'bad-input' });
  await transcriber.transcribe({ pcm: noise(1), language: 'haw' }, signal);
  await transcriber[Symbol.asyncDispose]();
});

test('the add-on itself survives what the adapter never sends', async () => {
  const addon = loadWhisperAddon();
  const model = await addon.loadModel(await installedModelFile('whisper-base'));
  const options = { language: 'en', audioContext: 256, maxTokens: 8, threads: 1 };
  await assert.rejects(model.transcribe(new Float32Array(0), options, new addon.AbortFlag()), /no samples/);
  await assert.rejects(model.transcribe(noise(31), options, new addon.AbortFlag()), /30 s/);
  const odd = { ...options, language: 'e\0n', audioContext: -5, maxTokens: -1, threads: 0, prompt: 'a\0b' };
  await assert.rejects(model.transcribe(noise(1), odd, new addon.AbortFlag()), /language/);
  const { text } = await model.transcribe(noise(1), { ...odd, language: 'en' }, new addon.AbortFlag());
  assert.equal(typeof text, 'string');
  const running = model.transcribe(noise(1), options, new addon.AbortFlag());
  model.free();
  await running;
  assert.throws(() => model.transcribe(noise(1), options, new addon.AbortFlag()), /freed/);
});

test('a prompt does not make the decoder repeat itself on short speech', async () => {
  const spoken = await speakTexts([
    'What is the weather like in Berlin tomorrow morning?',
    'Remind me to call my sister at half past six this evening.',
    'Is it going to rain?',
    'Play the news.',
  ]);
  const addon = loadWhisperAddon();
  const model = await addon.loadModel(await installedModelFile('whisper-base'));
  const hear = (pcm: Float32Array, prompt: string) => {
    const audioContext = trimmedAudioContext(pcm.length, model.audioLayers);
    const options = { language: 'en', prompt, audioContext, maxTokens: tokenLimit(pcm.length), threads: 1 };
    return model.transcribe(pcm, options, new addon.AbortFlag());
  };
  for (const { pcm, text } of spoken) {
    const heard = await hear(pcm, 'Siobhan, Kubernetes, Ljubljana.');
    assert.ok(!heard.reachedMaxTokens && !repeatsItself(heard.text), `${text}: ${heard.text}`);
  }
  // Far beyond what the tokenizer's stack and the model's context hold.
  const [first] = spoken;
  for (const endless of ['word '.repeat(20_000), 'x'.repeat(100_000), '一'.repeat(50_000)]) {
    assert.equal(typeof (await hear(first?.pcm ?? assert.fail(), endless)).text, 'string');
  }
  model.free();
});

test('a sentence that is said once is written once, wherever in its audio it begins', async () => {
  const { pcm } = await readWavFile(fixturePath('speech', 'age-of-wisdom.wav'));
  const modelFile = await installedModelFile('whisper-base');
  const transcriber = await createWhisperCppTranscriber({ modelFile, threads: 1 });
  for (const leadSamples of [0, 9_600, 11_200]) {
    const late = new Float32Array(leadSamples + pcm.length);
    late.set(pcm, leadSamples);
    for (const priority of ['partial', 'final'] as const) {
      const { text } = await transcriber.transcribe(
        { pcm: late, language: 'en', priority },
        new AbortController().signal,
      );
      assert.equal(text, 'It was the age of wisdom, it was the age of foolishness.');
    }
  }
  await transcriber[Symbol.asyncDispose]();
});

test('an abort ends a run inside the encoder, and leaves nothing behind', async () => {
  const { pcm } = await readWavFile(fixturePath('speech', 'best-of-times.wav'));
  const addon = loadWhisperAddon();
  const modelFile = await installedModelFile('whisper-base');
  const [model, beside] = await Promise.all([addon.loadModel(modelFile), addon.loadModel(modelFile)]);
  const options = { language: 'en', audioContext: 384, maxTokens: 60, threads: 1 };
  const alone = await model.transcribe(pcm, options, new addon.AbortFlag());
  const hearBeside = () => beside.transcribe(pcm, options, new addon.AbortFlag());
  for (const isBegun of [false, true]) {
    const flag = new addon.AbortFlag();
    // With all positions the encoder alone has several times the work of a whole run beside it.
    const dropped = model.transcribe(pcm, { ...options, audioContext: 0 }, flag).then(({ aborted }) => aborted);
    if (isBegun) await hearBeside();
    flag.abort();
    const whole = hearBeside();
    assert.equal(await Promise.race([dropped, whole]), true);
    await whole;
    const { text, averageLogProbability } = await model.transcribe(pcm, options, new addon.AbortFlag());
    assert.deepEqual([text, averageLogProbability], [alone.text, alone.averageLogProbability]);
  }
  model.free();
  beside.free();
});
