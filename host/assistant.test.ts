import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type AssistantCalls, type AssistantState, assistantParams, type Update } from '../contract/assistant.ts';
import { SottoFault } from '../contract/faults.ts';
import { type CallClient, connectCalls, type Packet, type Wire } from '../contract/rpc.ts';
import { type Assistant, type AssistantOptions, openAssistant, serveAssistant } from './assistant.ts';
import { FakeEngines } from './fake-engine.ts';

interface Client {
  readonly call: CallClient<AssistantCalls>['call'];
  readonly updates: Update[];
  readonly close: () => void;
}

/** Both ends of a line, in this process. */
function wirePair(): { here: Wire; there: Wire; close: () => void } {
  const listeners: [((packet: Packet) => void)[], ((packet: Packet) => void)[]] = [[], []];
  const closing: (() => void)[] = [];
  const end = (own: 0 | 1, other: 0 | 1): Wire => ({
    post: (packet) => {
      for (const listener of listeners[other]) listener(structuredClone(packet));
    },
    onPacket: (listener) => void listeners[own].push(listener),
    onClose: (listener) => void closing.push(listener),
  });
  return {
    here: end(0, 1),
    there: end(1, 0),
    close: () => {
      for (const listener of closing) listener();
    },
  };
}

function connect(assistant: Assistant): Client {
  const { here, there, close } = wirePair();
  serveAssistant(there, assistant);
  const { call } = connectCalls<AssistantCalls>(here);
  const updates: Update[] = [];
  call('state.watch', {}, { onItem: (update) => updates.push(update) }).catch(() => undefined);
  return { call, updates, close };
}

async function open(t: TestContext, options: Partial<AssistantOptions> = {}, engines = new FakeEngines()) {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'sotto-assistant-')));
  const openAudio = async (): Promise<never> => {
    throw new SottoFault('device-missing', 'There is no microphone.');
  };
  const assistant = await openAssistant({ ...options, dataDir, parts: { createEngine: engines.create, openAudio } });
  t.after(async () => {
    await assistant[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });
  return { assistant, engines, dataDir, client: connect(assistant), state: (): AssistantState => assistant.feed.state };
}

test('every call of the contract has a handler, and refuses what is no parameter', async (t) => {
  const { assistant } = await open(t);
  assert.deepEqual(Object.keys(assistant.handlers).sort(), Object.keys(assistantParams).sort());
  const context = { signal: new AbortController().signal, emit: () => undefined };
  for (const [name, handler] of Object.entries(assistant.handlers)) {
    const refuse = (handler as (params: unknown, context: unknown) => Promise<unknown>)('no parameters', context);
    await assert.rejects(refuse, (error: SottoFault) => error.code === 'bad-params' && error.message.includes(name));
  }
});

test('a typed question is answered once the engine is there, and every client sees the same', async (t) => {
  const { client, assistant, engines, state } = await open(t);
  const other = connect(assistant);
  await client.call('talk.submit', { text: 'Hello', isSilent: true });
  assert.deepEqual(engines.last.asked, ['warmUp', 'submit Hello silently']);
  assert.deepEqual(
    state().open.turns.map(({ role, text }) => [role, text]),
    [
      ['user', 'Hello'],
      ['assistant', 'Hello'],
    ],
  );
  assert.equal(state().open.conversation?.title, 'Hello');
  assert.deepEqual(other.updates, client.updates);
  const late = connect(assistant);
  assert.deepEqual(late.updates, [
    { kind: 'snapshot', sequence: client.updates.at(-1)?.sequence ?? 0, state: state() },
  ]);
  assert.equal(state().reply?.text, 'Hello', 'who comes in the middle of a reply is given what there is of it');
});

test('updates count up by one, and end with the connection', async (t) => {
  const { client, assistant, engines } = await open(t);
  await client.call('talk.submit', { text: 'Hello' });
  const sequences = client.updates.map(({ sequence }) => sequence);
  assert.deepEqual(
    sequences,
    sequences.map((_, index) => (sequences[0] ?? 0) + index),
  );
  client.close();
  await assistant.handlers['conversations.list'](
    {},
    { signal: new AbortController().signal, emit: () => undefined as never },
  );
  const before = client.updates.length;
  engines.last.tell({ type: 'speech.started', at: 1 });
  assert.equal(client.updates.length, before);
});

test('without models it says so, and begins as soon as something changes', async (t) => {
  const engines = new FakeEngines();
  engines.missing = new SottoFault('model-missing', 'There is no language model.');
  const { client, state } = await open(t, {}, engines);
  await assert.rejects(client.call('talk.submit', { text: 'Hello' }), { code: 'model-missing' });
  assert.deepEqual([state().phase, state().fault?.code], ['needs-models', 'model-missing']);
  engines.missing = undefined;
  await client.call('settings.change', { patch: { contextTokens: 4096 } });
  await client.call('talk.submit', { text: 'Hello' });
  assert.deepEqual([state().phase, state().fault], ['ready', undefined]);
});

test('settings are kept as they were changed, and applied without a new engine where that can be', async (t) => {
  const { client, engines, state, dataDir } = await open(t);
  await client.call('talk.submit', { text: 'Hello' });
  const changed = await client.call('settings.change', { patch: { voice: { speed: 1.5 } } });
  assert.equal(changed.voice.speed, 1.5);
  assert.deepEqual([engines.made.length, engines.last.asked.at(-1)], [1, 'speed 1.5']);
  await client.call('settings.change', { patch: { persona: { name: 'Ada' }, voice: null } });
  assert.deepEqual([engines.made.length, engines.last.asked.at(-1)], [1, 'speed 1']);
  await client.call('settings.change', { patch: { contextTokens: 4096 } });
  await client.call('talk.submit', { text: 'More' });
  assert.equal(engines.made.length, 2);
  assert.equal(engines.last.options.conversationId, state().open.conversation?.id, 'the conversation goes on');
  assert.deepEqual([state().settings.voice.speed, state().settings.persona.name], [1, 'Ada']);
  assert.deepEqual(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')), {
    persona: { name: 'Ada' },
    contextTokens: 4096,
  });
});

test('a setting that is not valid changes nothing, and is named', async (t) => {
  const { client, state } = await open(t);
  await assert.rejects(client.call('settings.change', { patch: { voice: { speed: 9 } } }), /voice\.speed/);
  assert.equal(state().settings.voice.speed, 1);
});

test('a conversation is renamed, pinned, exported, deleted and taken back', async (t) => {
  const { client, state } = await open(t);
  await client.call('talk.submit', { text: 'Hello' });
  const conversationId = state().open.conversation?.id ?? '';
  await client.call('conversations.rename', { conversationId, title: 'Greeting' });
  await client.call('conversations.pin', { conversationId, isPinned: true });
  const [listed] = await client.call('conversations.list', {});
  assert.deepEqual([listed?.title, listed?.isPinned], ['Greeting', true]);
  assert.deepEqual([state().open.conversation?.title, state().open.conversation?.isPinned], ['Greeting', true]);
  const { fileName, content } = await client.call('conversations.export', { conversationId, format: 'markdown' });
  assert.match(fileName, /^1970-01-01 Greeting\.md$/);
  assert.match(content, /\*\*You\*\*: Hello/);
  await client.call('conversations.delete', { conversationId });
  assert.equal(state().open.conversation, undefined);
  assert.deepEqual(await client.call('conversations.list', {}), []);
  assert.deepEqual(await client.call('conversations.search', { query: 'Hello' }), []);
  await client.call('conversations.restore', { conversationId });
  assert.equal((await client.call('conversations.list', {})).length, 1);
  await assert.rejects(client.call('conversations.restore', { conversationId }), { code: 'bad-params' });
});

test('what was deleted is gone with the next start', async (t) => {
  const first = await open(t);
  await first.client.call('talk.submit', { text: 'Secret' });
  const conversationId = first.state().open.conversation?.id ?? '';
  await first.client.call('conversations.delete', { conversationId });
  await first.assistant[Symbol.asyncDispose]();
  const second = await open(t, { dataDir: first.dataDir, conversationId });
  assert.deepEqual(await second.client.call('conversations.list', {}), []);
  assert.equal(second.state().open.conversation, undefined);
});

test('the conversation of a process that is gone goes on in the next', async (t) => {
  const first = await open(t);
  await first.client.call('talk.submit', { text: 'Hello' });
  const conversationId = first.state().open.conversation?.id ?? '';
  await first.assistant[Symbol.asyncDispose]();
  const second = await open(t, { dataDir: first.dataDir, conversationId });
  await second.client.call('talk.submit', { text: 'Again' });
  assert.equal(second.engines.last.options.conversationId, conversationId);
});

test('a profile that is in use elsewhere is a fault that everybody sees', async (t) => {
  const first = await open(t);
  const second = await open(t, { dataDir: first.dataDir });
  assert.deepEqual([second.state().phase, second.state().fault?.code], ['failed', 'profile-in-use']);
  await assert.rejects(second.client.call('conversations.list', {}), { code: 'profile-in-use' });
});
