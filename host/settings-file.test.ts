import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { SottoFault } from '../contract/faults.ts';
import { loadSettings } from './settings-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (value: unknown) =>
  writeFile(join(folder, 'settings.json'), typeof value === 'string' ? value : JSON.stringify(value));

test('without a file everything has its default', async () => {
  const { language, persona, voice, server } = await loadSettings(folder);
  assert.deepEqual(
    { language, persona, voice, server },
    {
      language: 'en',
      persona: { name: 'Sotto', instructions: '', greeting: '' },
      voice: { speed: 1, speaker: 0 },
      server: undefined,
    },
  );
});

test('the command line stands above the file, and a local model above a server', async () => {
  await write({ language: 'de', models: { llm: 'a' }, server: { baseUrl: 'http://localhost:1/v1', model: 'm' } });
  assert.equal((await loadSettings(folder)).server?.model, 'm');
  const overridden = await loadSettings(folder, { llm: 'b', language: 'fr' });
  assert.deepEqual([overridden.models.llm, overridden.language, overridden.server], ['b', 'fr', undefined]);
});

for (const [what, content, named] of [
  ['text', 'not json', /not JSON/],
  ['a wrong value', { voice: { speed: 9 } }, /speed/],
] as const) {
  test(`${what} in the file is named`, async () => {
    await write(content);
    await assert.rejects(loadSettings(folder), (error) => {
      return error instanceof SottoFault && error.code === 'bad-input' && named.test(error.message);
    });
  });
}
