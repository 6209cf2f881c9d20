import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { finishEvents, startFakeOpenAiServer, textEvent } from '../../engine/reply/fake-openai-server.ts';
import { testDataDir } from '../support/models.ts';
import { eventOf, eventsOf, runSotto } from '../support/sotto-command.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

let folder: TestFolder;
before(async () => {
  folder = await testFolder();
});
after(() => folder[Symbol.asyncDispose]());

async function homeWithServer(name: string, baseUrl: string): Promise<{ SOTTO_HOME: string }> {
  const home = folder.file(name);
  await mkdir(home);
  await symlink(join(testDataDir(), 'models'), join(home, 'models'));
  await writeFile(join(home, 'settings.json'), JSON.stringify({ server: { baseUrl, model: 'any' } }));
  return { SOTTO_HOME: home };
}

test("the user's own server answers in place of the local model", async () => {
  const server = await startFakeOpenAiServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(textEvent('It is ') + textEvent('noon.') + finishEvents('stop'));
  });
  try {
    const env = await homeWithServer('served', server.baseUrl);
    const run = await runSotto(['ask', '--text', 'What time is it?', '--silent', '--json'], env);
    assert.equal(eventOf(eventsOf(run), 'reply.completed').text, 'It is noon.');
    assert.equal(server.requests[0]?.body.messages.at(-1)?.content, 'What time is it?');
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

test('a server that is not there is a clear fault, and the conversation is kept', async () => {
  const server = await startFakeOpenAiServer(() => undefined);
  await server[Symbol.asyncDispose]();
  const env = await homeWithServer('gone', server.baseUrl);
  const run = await runSotto(['ask', '--text', 'What time is it?', '--silent', '--json'], env);
  assert.equal(run.exitCode, 1);
  const { fault } = eventOf(eventsOf(run), 'fault.raised');
  assert.equal(fault.code, 'server-unreachable');
  const again = await runSotto(['ask', '--text', 'And now?', '--silent', '--json', '--continue', 'last'], env);
  assert.ok(eventsOf(again).some(({ type }) => type === 'conversation.opened'));
});
