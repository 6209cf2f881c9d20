/** The assistant with a profile that is locked, becomes encrypted, or forgets. */

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { AssistantCalls } from '../contract/assistant.ts';
import { SottoFault } from '../contract/faults.ts';
import type { HandlerContext } from '../contract/rpc.ts';
import { FakeKeyring } from '../engine/engine.ts';
import { scratchFolder } from '../test/support/scratch-folder.ts';
import { type Assistant, openAssistant } from './assistant.ts';
import { FakeEngines } from './fake-engine.ts';
import { QuietHours } from './quiet-hours.ts';

const PASSPHRASE = 'correct horse battery';
const noKeyring = (): FakeKeyring => Object.assign(new FakeKeyring(), { state: 'absent' as const });

async function start(t: TestContext, dataDir: string, keyring: FakeKeyring) {
  const engines = new FakeEngines();
  const openAudio = async (): Promise<never> => {
    throw new SottoFault('device-missing', 'There is no microphone.');
  };
  const assistant = await openAssistant({ dataDir, keyring, parts: { createEngine: engines.create, openAudio } });
  let isEnded = false;
  const end = async (): Promise<void> => {
    if (!isEnded) await assistant[Symbol.asyncDispose]();
    isEnded = true;
  };
  t.after(end);
  return { assistant, engines, end, ask: asker(assistant), phase: () => assistant.feed.state.phase };
}

function asker({ handlers }: Assistant) {
  return async <N extends keyof AssistantCalls & string>(
    name: N,
    params: AssistantCalls[N]['params'],
  ): Promise<{ result: AssistantCalls[N]['result']; items: readonly AssistantCalls[N]['item'][] }> => {
    const items: AssistantCalls[N]['item'][] = [];
    const context = {
      signal: new AbortController().signal,
      emit: (item: AssistantCalls[N]['item']) => items.push(item),
    };
    const handler = handlers[name] as unknown as (
      params: AssistantCalls[N]['params'],
      context: HandlerContext<AssistantCalls[N]['item']>,
    ) => Promise<AssistantCalls[N]['result']>;
    return { result: await handler(params, context as never), items };
  };
}

async function filesWith(folder: string, word: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return files.filter((_, i) => contents[i]?.includes(word));
}

test('without a keyring what is said is readable until a passphrase is set; then it opens only with it', async (t) => {
  const dataDir = await scratchFolder(t);
  const first = await start(t, dataDir, noKeyring());
  assert.equal((await first.ask('vault.status', {})).result.encryption, 'off');
  await first.ask('talk.submit', { text: 'xylophone', isSilent: true });
  assert.notDeepEqual(await filesWith(dataDir, 'xylophone'), []);
  const { result: vault } = await first.ask('vault.setPassphrase', { passphrase: PASSPHRASE });
  assert.deepEqual([vault.encryption, vault.opensBy, vault.isLocked], ['on', 'passphrase', false]);
  assert.deepEqual(await filesWith(dataDir, 'xylophone'), []);
  // The conversation goes on where it was.
  await first.ask('talk.submit', { text: 'harmonica', isSilent: true });
  assert.equal(first.assistant.feed.state.open.turns.length, 4);
  await first.end();

  const second = await start(t, dataDir, noKeyring());
  assert.equal(second.phase(), 'locked');
  assert.equal(second.engines.made.length, 0);
  for (const call of ['conversations.list', 'privacy.stored', 'vault.showRecovery'] as const) {
    await assert.rejects(second.ask(call, {}), { code: 'storage-key-wrong' });
  }
  await assert.rejects(second.ask('talk.submit', { text: 'Hello', isSilent: true }));
  await assert.rejects(second.ask('vault.unlock', { passphrase: 'wrong one' }), { code: 'storage-key-wrong' });
  assert.equal(second.phase(), 'locked');
  await second.ask('vault.unlock', { passphrase: PASSPHRASE });
  assert.equal((await second.ask('conversations.list', {})).result.length, 1);
  await second.ask('talk.submit', { text: 'Hello', isSilent: true });
  assert.equal(second.phase(), 'ready');
  const told = JSON.stringify(second.assistant.feed.state);
  assert.ok(!told.includes(PASSPHRASE));
});

test('a new profile is encrypted where there is a keyring, and a phrase opens it when that forgets', async (t) => {
  const dataDir = await scratchFolder(t);
  const keyring = new FakeKeyring();
  const first = await start(t, dataDir, keyring);
  const { result: vault } = await first.ask('vault.status', {});
  assert.deepEqual([vault.encryption, vault.opensBy, vault.recovery], ['on', 'keyring', 'none']);
  const { words } = (await first.ask('vault.showRecovery', {})).result;
  await first.ask('vault.confirmRecovery', { recoveryPhrase: words.join(' ') });
  await first.ask('talk.submit', { text: 'xylophone', isSilent: true });
  await first.end();
  assert.deepEqual(await filesWith(dataDir, 'xylophone'), []);

  keyring.secrets.clear();
  const second = await start(t, dataDir, keyring);
  assert.equal(second.phase(), 'locked');
  await assert.rejects(second.ask('vault.recover', { recoveryPhrase: 'one two', passphrase: PASSPHRASE }), {
    code: 'bad-params',
  });
  const { result } = await second.ask('vault.recover', { recoveryPhrase: words.join(' '), passphrase: PASSPHRASE });
  assert.deepEqual([result.opensBy, result.isLocked], ['passphrase', false]);
  assert.equal((await second.ask('conversations.list', {})).result.length, 1);
  await second.ask('vault.useKeyring', {});
  await second.end();
  const third = await start(t, dataDir, keyring);
  assert.equal((await third.ask('conversations.list', {})).result.length, 1);
});

test('a profile that was readable is encrypted once there is a keyring', async (t) => {
  const dataDir = await scratchFolder(t);
  const first = await start(t, dataDir, noKeyring());
  await first.ask('talk.submit', { text: 'xylophone', isSilent: true });
  await first.end();
  assert.notDeepEqual(await filesWith(dataDir, 'xylophone'), []);
  const second = await start(t, dataDir, new FakeKeyring());
  assert.deepEqual(await filesWith(dataDir, 'xylophone'), []);
  assert.equal((await second.ask('vault.status', {})).result.opensBy, 'keyring');
  assert.equal((await second.ask('conversations.search', { query: 'xylophone' })).result.length, 2);
});

test('everything is exported, and everything goes', async (t) => {
  const dataDir = await scratchFolder(t);
  await writeFile(
    join(dataDir, 'settings.json'),
    '{"server":{"baseUrl":"http://localhost:1","model":"m","apiKey":"s3cret"}}',
  );
  const { ask, assistant } = await start(t, dataDir, noKeyring());
  await ask('talk.submit', { text: 'xylophone', isSilent: true });
  const { items, result: exported } = await ask('privacy.export', {});
  assert.equal(items.length, 1);
  assert.equal(JSON.parse(items[0] ?? '').turns.length, 2);
  assert.ok(exported.settings.includes('localhost') && !exported.settings.includes('s3cret'));
  const before = (await ask('privacy.stored', {})).result;
  assert.ok(before.conversations === 1 && before.bytes.conversations > 0 && before.bytes.reserve > 0);
  const { result } = await ask('privacy.purge', {});
  assert.equal(result.conversations, 1);
  assert.deepEqual(assistant.feed.state.open, { conversation: undefined, turns: [] });
  assert.deepEqual(await filesWith(join(dataDir, 'profile'), 'xylophone'), []);
});

test('what is old goes when it starts, and the rest stays', async (t) => {
  const dataDir = await scratchFolder(t);
  const first = await start(t, dataDir, noKeyring());
  await first.ask('talk.submit', { text: 'xylophone', isSilent: true }); // of long ago, as the fake engine dates it
  await first.end();
  await writeFile(join(dataDir, 'settings.json'), '{"privacy":{"keepConversationsDays":30}}');
  const second = await start(t, dataDir, noKeyring());
  assert.deepEqual((await second.ask('conversations.list', {})).result, []);
  assert.deepEqual(await filesWith(join(dataDir, 'profile'), 'xylophone'), []);
});

test('the daily work waits for quiet', async () => {
  const day = { nowMs: 0, isQuiet: false, works: 0 };
  using hours = new QuietHours({
    everyMs: 24 * 60 * 60 * 1000,
    isQuiet: () => day.isQuiet,
    async work() {
      day.works += 1;
    },
    nowMs: () => day.nowMs,
  });
  day.isQuiet = true;
  await hours.look();
  day.nowMs += 25 * 60 * 60 * 1000;
  day.isQuiet = false;
  await hours.look();
  assert.equal(day.works, 0);
  day.isQuiet = true;
  await hours.look();
  await hours.look();
  assert.equal(day.works, 1);
});
