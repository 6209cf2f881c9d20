import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { finishEvents, startFakeOpenAiServer, textEvent } from '../../engine/reply/fake-openai-server.ts';
import { homeWithServer } from '../support/own-server-home.ts';
import { eventOf, eventsOf, runSotto } from '../support/sotto-command.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

let folder: TestFolder;
before(async () => {
  folder = await testFolder();
});
after(() => folder[Symbol.asyncDispose]());

test("the user's own server answers in place of the local model", async () => {
  const server = await startFakeOpenAiServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(textEvent('It is ') + textEvent('noon.') + finishEvents('stop'));
  });
  try {
    const env = await homeWithServer(folder, 'served', server.baseUrl);
    const run = await runSotto(['ask', '--text', 'Why is the sky blue?', '--silent', '--json'], env);
    assert.equal(eventOf(eventsOf(run), 'reply.completed').text, 'It is noon.');
    assert.equal(server.requests[0]?.body.messages.at(-1)?.content, 'Why is the sky blue?');
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

test('what the user wants remembered is part of the next prompt, in another conversation too, until it is forgotten', async () => {
  const server = await startFakeOpenAiServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(textEvent('Lentils.') + finishEvents('stop'));
  });
  try {
    const env = await homeWithServer(folder, 'remembering', server.baseUrl);
    const told = async (): Promise<string> => {
      await runSotto(['ask', '--text', 'What shall I cook?', '--silent'], env);
      return JSON.stringify(server.requests.at(-1)?.body.messages);
    };
    assert.doesNotMatch(await told(), /vegetarian/);
    await runSotto(['ask', '--text', "Remember that I'm vegetarian.", '--silent'], env);
    assert.match(await told(), /I'm vegetarian\./);
    await runSotto(['ask', '--text', "Forget that I'm vegetarian.", '--silent'], env);
    assert.doesNotMatch(await told(), /vegetarian/);
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

test('a server that is not there is a clear fault, and the conversation is kept', async () => {
  const server = await startFakeOpenAiServer(() => undefined);
  await server[Symbol.asyncDispose]();
  const env = await homeWithServer(folder, 'gone', server.baseUrl);
  const run = await runSotto(['ask', '--text', 'Why is the sky blue?', '--silent', '--json'], env);
  assert.equal(run.exitCode, 1);
  const { fault } = eventOf(eventsOf(run), 'fault.raised');
  assert.equal(fault.code, 'server-unreachable');
  const again = await runSotto(['ask', '--text', 'And now?', '--silent', '--json', '--continue', 'last'], env);
  assert.ok(eventsOf(again).some(({ type }) => type === 'conversation.opened'));
});
