/** The user's documents through the assistant's calls: real files, a real profile, no models. */

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { SottoFault } from '../contract/faults.ts';
import { FakeKeyring } from '../engine/engine.ts';
import { testFolder } from '../test/support/test-folder.ts';
import { openAssistant } from './assistant.ts';
import { FakeEngines } from './fake-engine.ts';

const LIMIT_MS = 30_000;
const context = { signal: new AbortController().signal, emit: () => undefined };

async function open(t: TestContext, dataDir: string) {
  const keyring = Object.assign(new FakeKeyring(), { state: 'absent' as const });
  const openAudio = async (): Promise<never> => {
    throw new SottoFault('device-missing', 'There is no microphone.');
  };
  const parts = { createEngine: new FakeEngines().create, openAudio };
  const assistant = await openAssistant({ dataDir, keyring, parts });
  let isEnded = false;
  const end = async (): Promise<void> => {
    if (!isEnded) await assistant[Symbol.asyncDispose]();
    isEnded = true;
  };
  t.after(end);
  const titles = async (): Promise<readonly string[]> => {
    const { documents } = await assistant.handlers['knowledge.list']({}, context);
    return documents.map(({ title }) => title).sort();
  };
  const untilTitles = async (wanted: readonly string[]): Promise<void> => {
    for (const until = Date.now() + LIMIT_MS; Date.now() < until; await delay(20)) {
      if (JSON.stringify(await titles()) === JSON.stringify(wanted)) return;
    }
    assert.deepEqual(await titles(), wanted);
  };
  return { assistant, untilTitles, end };
}

test('what changed in a folder while nothing ran is found at the next start', async (t) => {
  const folder = await testFolder();
  t.after(() => folder[Symbol.asyncDispose]());
  const papers = await testFolder();
  t.after(() => papers[Symbol.asyncDispose]());
  await writeFile(join(papers.path, 'lease.md'), '# Lease\n\nWarm from October on.\n');
  await writeFile(join(papers.path, 'bill.md'), '# Bill\n\nForty-two for the water.\n');
  const before = await open(t, folder.path);
  const { sources } = await before.assistant.handlers['knowledge.add']({ paths: [papers.path] }, context);
  assert.equal(sources, 1);
  await before.untilTitles(['Bill', 'Lease']);
  await before.end();

  await rm(join(papers.path, 'bill.md'));
  await writeFile(join(papers.path, 'letter.md'), '# Letter\n\nDear tenant.\n');
  const after = await open(t, folder.path);
  await after.untilTitles(['Lease', 'Letter']);
  const found = await after.assistant.handlers['knowledge.search']({ query: 'Warm from October' }, context);
  assert.equal(found[0]?.title, 'Lease');
  await assert.rejects(after.assistant.handlers['knowledge.text']({ documentId: 'nowhere' }, context), {
    code: 'bad-params',
  });
});
