import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SottoFault } from '../contract/faults.ts';
import { installedModel, installedModelFile } from '../test/support/models.ts';
import { openAssistant } from './assistant.ts';

const NONE = { promptTokens: 0, generatedTokens: 0 };

test('a conversation goes on with another language model, which knows what was said', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sotto-switch-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  await mkdir(join(dataDir, 'models'));
  for (const id of ['smollm2-135m', 'silero-vad', 'whisper-tiny.en']) {
    await symlink(await installedModel(id), join(dataDir, 'models', id));
  }
  const file = join(dataDir, 'another.gguf');
  await copyFile(await installedModelFile('smollm2-135m'), file);
  const openAudio = async (): Promise<never> => {
    throw new SottoFault('device-missing', 'There is no microphone.');
  };
  const assistant = await openAssistant({ dataDir, parts: { openAudio } });
  t.after(() => assistant[Symbol.asyncDispose]());
  const { handlers: call, feed } = assistant;
  const context = { signal: new AbortController().signal as never, emit: () => undefined };

  const usages: { promptTokens: number; generatedTokens: number }[] = [];
  const watching = new AbortController();
  t.after(() => watching.abort());
  void feed.watch((update) => {
    if (update.kind === 'event' && update.event.type === 'reply.completed') usages.push(update.event.usage ?? NONE);
  }, watching.signal);

  await call['settings.change']({ patch: { reply: { maxTokens: 24, temperature: 0 } } }, context);
  await call['talk.submit']({ text: 'My dog is called Biscuit.', isSilent: true }, context);
  assert.equal(feed.state.modelIds['llm'], 'smollm2-135m');
  const before = feed.state.open;
  const firstPid = assistant.workerPids['llm'];

  const { modelId } = await call['models.import']({ path: file }, context);
  await call['settings.change']({ patch: { models: { llm: modelId } } }, context);
  await call['talk.submit']({ text: 'What is my dog called?', isSilent: true }, context);

  const { open, modelIds } = feed.state;
  assert.equal(modelIds['llm'], modelId, 'the new model answers');
  assert.notEqual(assistant.workerPids['llm'], firstPid, 'in a process of its own');
  assert.equal(open.conversation?.id, before.conversation?.id);
  assert.deepEqual(open.turns.slice(0, 2), before.turns, 'what was said stays as it was');
  assert.deepEqual(
    open.turns.map(({ turn, role, status }) => [turn, role, status]),
    [
      [1, 'user', 'complete'],
      [1, 'assistant', 'complete'],
      [2, 'user', 'complete'],
      [2, 'assistant', 'complete'],
    ],
  );
  const [first, second] = usages;
  assert.ok(
    (second?.promptTokens ?? 0) > (first?.promptTokens ?? Infinity) + (first?.generatedTokens ?? Infinity),
    'the prompt of the second answer holds the first turn',
  );
  assert.ok((open.turns.at(-1)?.text.length ?? 0) > 0);
});
