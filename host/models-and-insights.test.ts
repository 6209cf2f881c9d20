import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SottoFault } from '../contract/faults.ts';
import type { TurnTrace } from '../contract/trace.ts';
import { openAssistant } from './assistant.ts';
import { FakeEngines } from './fake-engine.ts';

async function open(t: TestContext) {
  const dataDir = await mkdtemp(join(tmpdir(), 'sotto-host-'));
  const engines = new FakeEngines();
  const openAudio = async (): Promise<never> => {
    throw new SottoFault('device-missing', 'There is no microphone.');
  };
  const assistant = await openAssistant({ dataDir, parts: { createEngine: engines.create, openAudio } });
  t.after(async () => {
    await assistant[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });
  const context = { signal: new AbortController().signal as never, emit: () => undefined };
  return { call: assistant.handlers, context, engines, state: () => assistant.feed.state };
}

const said = (turns: readonly { turn: number; role: string; text: string }[]): string[] =>
  turns.map(({ turn, role, text }) => `${turn} ${role}: ${text}`);

test('another model in the middle of a conversation: what was said stays, and the new model goes on with it', async (t) => {
  const { call, context, engines, state } = await open(t);
  await call['talk.submit']({ text: 'Hello' }, context);
  const { id } = state().open.conversation ?? {};
  await call['settings.change']({ patch: { models: { llm: 'another' } } }, context);
  await call['talk.submit']({ text: 'And now?' }, context);
  assert.equal(engines.made.length, 2);
  assert.deepEqual(engines.made[0]?.asked.at(-1), 'dispose');
  assert.equal(engines.last.options.settings.models.llm, 'another');
  assert.equal(engines.last.options.conversationId, id, 'the new engine recalls the same conversation');
  assert.equal(state().open.conversation?.id, id);
  assert.deepEqual(said(state().open.turns), [
    '1 user: Hello',
    '1 assistant: Hello',
    '2 user: And now?',
    '2 assistant: And now?',
  ]);
  assert.deepEqual(state().modelIds, { llm: 'another' });
  assert.equal((await call['conversations.list']({}, context)).length, 1);
});

test('a turn asked anew leaves out what came after it; the conversation as it was is kept and can be gone back to', async (t) => {
  const { call, context, engines, state } = await open(t);
  for (const text of ['One', 'Two', 'Three']) await call['talk.submit']({ text }, context);
  const earlier = state().open.conversation?.id ?? '';
  await call['conversations.pin']({ conversationId: earlier, isPinned: true }, context);
  const params = { conversationId: earlier, turn: 2, earlierTitle: 'One (before)' };
  const { conversationId } = await call['conversations.branch'](params, context);
  assert.equal(engines.last.asked.at(-1), `open ${conversationId}`);
  assert.deepEqual(said(state().open.turns), ['1 user: One', '1 assistant: One']);
  assert.deepEqual(
    (await call['conversations.list']({}, context)).map(({ id, title, isPinned }) => [id, title, isPinned]).sort(),
    [
      [conversationId, 'One', true],
      [earlier, 'One (before)', false],
    ].sort(),
  );
  // Undone: back to the earlier one, and the copy is deleted.
  await call['conversations.open']({ conversationId: earlier }, context);
  await call['conversations.rename']({ conversationId: earlier, title: 'One' }, context);
  await call['conversations.delete']({ conversationId }, context);
  assert.equal(state().open.turns.length, 6);
  assert.deepEqual(
    (await call['conversations.list']({}, context)).map(({ title }) => title),
    ['One'],
  );
});

test('a replay tells who had the floor when; what is not kept cannot be played', async (t) => {
  const { call, context, engines, state } = await open(t);
  await call['talk.submit']({ text: 'Hello' }, context);
  const id = state().open.conversation?.id ?? '';
  await engines.last.options.traces?.keepTrace(id as never, TRACE);
  const { turns, differences } = await call['insights.replay'](
    { conversationId: id, change: { eagerness: 1 } },
    context,
  );
  assert.deepEqual(
    turns.map(({ turnId, userText, spans, sounds }) => ({ turnId, userText, spans, sounds })),
    [
      {
        turnId: 1,
        userText: 'Hello',
        spans: [
          { floor: 'user-speaking', fromMs: 0, toMs: 1000 },
          { floor: 'thinking', fromMs: 1000, toMs: 1500 },
        ],
        sounds: [],
      },
    ],
  );
  assert.equal(differences.earlier, 0);
  await assert.rejects(call['insights.play']({ conversationId: id, turn: 1, speaker: 'user' }, context), {
    code: 'bad-params',
  });
  await assert.rejects(call['insights.replay']({ conversationId: 'nowhere' }, context), { code: 'bad-params' });
});

test('whose sound was kept is told with the turn, and played where there is a loudspeaker', async (t) => {
  const { call, context, engines, state } = await open(t);
  await call['talk.submit']({ text: 'Hello' }, context);
  const id = state().open.conversation?.id ?? '';
  const { traces, audio } = engines.last.options;
  await traces?.keepTrace(id as never, TRACE);
  await audio?.keep(id as never, '00001-user', { pcm: new Float32Array(160), sampleRateHz: 16_000 });
  const { turns } = await call['insights.replay']({ conversationId: id }, context);
  assert.deepEqual(turns[0]?.sounds, ['user']);
  await assert.rejects(call['insights.play']({ conversationId: id, turn: 1, speaker: 'user' }, context), {
    code: 'device-missing',
  });
});

test('a server of the user’s own is asked what it offers, used in mid-conversation, and left again', async (t) => {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization);
    if (request.url !== '/v1/models') response.writeHead(404).end();
    else response.end(JSON.stringify({ data: [{ id: 'large' }, { id: 'small' }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { call, context, engines, state } = await open(t);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const offered = await call['server.models']({ baseUrl: `${origin}/v1/`, apiKey: 'secret' }, context);
  assert.deepEqual([offered, keys], [['large', 'small'], ['Bearer secret']]);
  assert.deepEqual(await call['server.models']({ baseUrl: `${origin}/other` }, context), [], 'it does not tell');

  await call['talk.submit']({ text: 'Hello' }, context);
  const { id } = state().open.conversation ?? {};
  await call['settings.change']({ patch: { server: { baseUrl: `${origin}/v1`, model: 'large' } } }, context);
  await call['talk.submit']({ text: 'There?' }, context);
  assert.equal(engines.last.options.settings.server?.model, 'large');
  await call['settings.change']({ patch: { server: null } }, context);
  await call['talk.submit']({ text: 'And back?' }, context);
  assert.equal(engines.last.options.settings.server, undefined);
  assert.deepEqual(
    engines.made.map(({ options }) => options.conversationId),
    [undefined, id, id],
  );
  assert.deepEqual(
    state()
      .open.turns.filter(({ role }) => role === 'user')
      .map(({ text }) => text),
    ['Hello', 'There?', 'And back?'],
  );
  server.close();
  server.closeAllConnections();
  await assert.rejects(call['server.models']({ baseUrl: `${origin}/v1` }, context), { code: 'server-unreachable' });
});

test('models are told as figures, and what cannot be downloaded says why in the list of downloads', async (t) => {
  const { call, context, state } = await open(t);
  const models = await call['models.list']({}, context);
  assert.ok(models.length > 0);
  for (const { fit, health } of models) {
    assert.deepEqual(
      [typeof fit.neededBytes, typeof fit.availableBytes, typeof fit.totalBytes, health],
      ['number', 'number', 'number', undefined],
    );
  }
  await call['models.download']({ modelId: 'no-such-model' }, context);
  while (state().downloads[0]?.state !== 'failed') await new Promise((resolve) => setImmediate(resolve));
  assert.equal(state().downloads[0]?.fault?.code, 'model-unknown');
  await call['models.cancel']({ modelId: 'no-such-model' }, context);
  assert.deepEqual(state().downloads, []);
});

const TRACE: TurnTrace = {
  ...{ version: 1, session: 's', sequence: 0, turnId: 1, outcome: 'answered', endedAtMs: 1 },
  start: { state: { kind: 'listening' }, timers: [], repliesBegun: 0 },
  settings: { eagerness: 0.5, sensitivity: 0.5, bargeIn: 'words', mode: 'hands-free' },
  config: {
    ...{ unscoredDelaySamples: 1, eagerThreshold: 0.5, holdAfterSamples: 1, yieldAfterSamples: 1 },
    ...{ verdictPatienceSamples: 1, backchannelPauseSamples: 1 },
    rest: { kind: 'listening' },
  },
  entries: [
    { kind: 'step', at: 0, event: { type: 'speech-started' }, to: { kind: 'user-speaking' }, effects: [] },
    { kind: 'step', at: 16_000, event: { type: 'submit' }, to: { kind: 'thinking', reply: 1 }, effects: [] },
    { kind: 'step', at: 24_000, event: { type: 'reply-finished', reply: 1 }, to: { kind: 'listening' }, effects: [] },
  ],
  ...{ droppedEntries: 0, transcriptionPasses: 1, drafts: [], levels: {} },
};
