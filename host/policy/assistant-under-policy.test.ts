import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { AssistantCalls } from '../../contract/assistant.ts';
import { SottoFault } from '../../contract/faults.ts';
import { openAssistant } from '../assistant.ts';
import { FakeEngines } from '../fake-engine.ts';
import { parsePolicy } from './policy.ts';
import type { ReadPolicy } from './policy-in-force.ts';

async function open(t: TestContext, readPolicy: ReadPolicy) {
  const dataDir = await mkdtemp(join(tmpdir(), 'sotto-policy-'));
  const engines = new FakeEngines();
  let opened = 0;
  const openAudio = async (): Promise<never> => {
    throw new SottoFault('device-missing', 'There is no microphone.');
  };
  const createEngine: typeof engines.create = (options) => {
    opened += 1;
    return engines.create(options);
  };
  const assistant = await openAssistant({ dataDir, readPolicy, parts: { createEngine, openAudio } });
  t.after(async () => {
    await assistant[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });
  const context = { signal: new AbortController().signal, emit: () => undefined };
  const ask = <N extends keyof AssistantCalls & string>(name: N, params: AssistantCalls[N]['params']) =>
    assistant.handlers[name](params as never, context as never);
  return { assistant, ask, opened: () => opened };
}

test('with a broken policy no engine opens, whatever is asked, and the window is told why', async (t) => {
  const { assistant, ask, opened } = await open(t, async () => parsePolicy('{"modells":1}', '/etc/sotto/policy.json'));
  const { phase, fault } = assistant.feed.state;
  assert.deepEqual([phase, fault?.code], ['failed', 'policy-invalid']);
  assert.match(fault?.message ?? '', /\/etc\/sotto\/policy\.json.*modells/s);
  const refused = { code: 'policy-invalid' };
  await assert.rejects(ask('settings.change', { patch: { voice: { speed: 1.1 } } }), refused);
  await assert.rejects(ask('talk.submit', { text: 'Hello?' }), (error) => error instanceof SottoFault);
  await assert.rejects(ask('server.test', { baseUrl: 'http://127.0.0.1:9/v1', model: 'any' }), refused);
  await assert.rejects(ask('server.models', { baseUrl: 'http://127.0.0.1:9/v1' }), refused);
  assert.equal(opened(), 0);
});

test('a lock holds against a client, and is told with its source', async (t) => {
  const text =
    '{"version":1,"message":"Ask the desk.","settings":{"voice.speed":{"locked":1.3}},"network":{"never":["own-server"]}}';
  const { assistant, ask } = await open(t, async () => parsePolicy(text, '/etc/sotto/policy.json'));
  const { settings, lockedSettings, policy } = assistant.feed.state;
  assert.equal(settings.voice.speed, 1.3);
  assert.deepEqual(lockedSettings, ['voice.speed', 'server']);
  assert.deepEqual([policy?.source, policy?.message], ['/etc/sotto/policy.json', 'Ask the desk.']);
  await assert.rejects(ask('settings.change', { patch: { voice: { speed: 1 } } }), { code: 'policy-locked' });
  await assert.rejects(ask('server.test', { baseUrl: 'http://127.0.0.1:9/v1', model: 'any' }), {
    code: 'policy-locked',
  });
  const after = await ask('settings.change', { patch: { persona: { name: 'Echo' } } });
  assert.deepEqual([after.persona.name, after.voice.speed], ['Echo', 1.3]);
});
