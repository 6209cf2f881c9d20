import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeLanguageModel } from '../reply/fake-language-model.ts';
import { languageModelWorker } from './in-process-worker.ts';
import type { LlmCalls, LlmLoad } from './llm-worker.ts';
import { RemoteLanguageModel } from './remote-language-model.ts';
import { WorkerSupervisor } from './supervisor.ts';

function supervised() {
  const model = createFakeLanguageModel({ answer: () => 'It is noon.' });
  const start = () => languageModelWorker(model);
  const loadParams: LlmLoad = { modelFile: '', chatFamily: 'chatml', contextTokens: 1024, threads: 1, gpu: false };
  return new WorkerSupervisor<LlmCalls, LlmLoad>({ name: 'llm', stage: 'reply', file: '', loadParams, start });
}

const request = { messages: [{ role: 'user', text: 'time?' }], maxTokens: 20, temperature: 0, priority: 'foreground' };

test('a model in this process answers as one behind a worker does, and ends', async () => {
  const worker = supervised();
  const remote = new RemoteLanguageModel(worker, 1024);
  let text = '';
  const signal = new AbortController().signal;
  for await (const delta of remote.generate(request as never, signal)) if (delta.type === 'text') text += delta.text;
  assert.equal(text, 'It is noon.');
  assert.ok((await remote.countTokens([{ role: 'user', text: 'time?' }])) > 0);
  await worker[Symbol.asyncDispose]();
  await assert.rejects(remote.countTokens([]), { code: 'worker-unavailable' });
});
