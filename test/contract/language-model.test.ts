import { createFakeLanguageModel } from '../../engine/reply/fake-language-model.ts';
import { finishEvents, startFakeOpenAiServer, textEvent } from '../../engine/reply/fake-openai-server.ts';
import type { LanguageModel } from '../../engine/reply/language-model.ts';
import { createOpenAiServerLanguageModel } from '../../engine/reply/openai-server.adapter.ts';
import { describeLanguageModel } from './language-model-contract.ts';

const ANSWER = 'It is an old town with many bridges over its slow green river.';

describeLanguageModel('the fake', { cache: 'own', json: 'scripted' }, async () =>
  createFakeLanguageModel({ answer: () => ANSWER }),
);

describeLanguageModel('an OpenAI-compatible server', { cache: 'elsewhere', json: 'scripted' }, async () => {
  const server = await startFakeOpenAiServer(({ body }, response) => {
    const last = body.messages.at(-1);
    const begun = last?.role === 'assistant' ? last.content : '';
    const words = ANSWER.slice(begun.length).match(/\S+\s*/g) ?? [];
    for (const word of words.slice(0, body.max_tokens)) response.write(textEvent(word));
    response.end(finishEvents(words.length > body.max_tokens ? 'length' : 'stop'));
  });
  const model = createOpenAiServerLanguageModel({ baseUrl: server.baseUrl, model: 'scripted' });
  const closeModel = model[Symbol.asyncDispose].bind(model);
  return Object.assign(model, {
    [Symbol.asyncDispose]: async () => {
      await closeModel();
      await server[Symbol.asyncDispose]();
    },
  }) satisfies LanguageModel;
});
