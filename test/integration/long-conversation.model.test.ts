import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompactor } from '../../engine/reply/compaction.ts';
import { EMPTY_MEMORY, rememberTurn } from '../../engine/reply/conversation-memory.ts';
import { createLlamaLanguageModel } from '../../engine/reply/llama.adapter.ts';
import { buildPrompt } from '../../engine/reply/prompt.ts';
import { sanitiseReply } from '../../engine/reply/reply-stream.ts';
import { installedModelFile } from '../support/models.ts';

const NEVER = new AbortController().signal;
const persona = { name: 'Sotto', instructions: '' };
const TURNS = 24;

test('in a conversation longer than the context every turn reads only its own words', async () => {
  const modelFile = await installedModelFile('smollm2-135m');
  const model = await createLlamaLanguageModel({
    modelFile,
    chatFamily: 'chatml',
    contextTokens: 768,
    threads: 1,
    gpu: false,
  });
  const compactor = createCompactor({ model, persona });
  let memory = EMPTY_MEMORY;
  let compactions = 0;
  for (let index = 0; index < TURNS; index += 1) {
    const userText =
      index === 0 ? 'Hello, my name is Clarissa.' : `Tell me something about the number ${index} and the sea.`;
    const fitted = await compactor.fit(memory, userText);
    assert.equal(fitted.droppedTurns, 0, `turn ${index} found the context full`);
    const messages = buildPrompt({ persona, memory, userText });
    const request = { messages, maxTokens: 24, temperature: 0, priority: 'foreground' } as const;
    let heardText = '';
    for await (const delta of sanitiseReply(model.generate(request, NEVER))) {
      if (delta.type === 'text') heardText += delta.text;
      else if (index > 0) {
        assert.ok(delta.usage.evaluatedTokens < 60, `turn ${index} read ${delta.usage.evaluatedTokens} tokens`);
      }
    }
    memory = rememberTurn(memory, { userText, heardText });
    const shorter = await compactor.run(memory, NEVER);
    if (shorter === undefined) continue;
    assert.deepEqual(shorter.turns, memory.turns.slice(-shorter.turns.length));
    memory = shorter;
    compactions += 1;
  }
  assert.ok(compactions > 0, 'the conversation was never shortened');
  assert.match(buildPrompt({ persona, memory })[0]?.text ?? '', /my name is Clarissa/);
  await model[Symbol.asyncDispose]();
});
