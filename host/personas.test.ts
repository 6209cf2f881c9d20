/** Personas through the assistant's calls: chosen, kept, given away and taken over. */

import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { PersonaResults } from '../contract/personas.ts';
import { type Settings, settings } from '../contract/settings.ts';
import { EphemeralToolRecords } from '../engine/tools/tool-records.ts';
import { Toolbox } from '../engine/tools/toolbox.ts';
import { testFolder } from '../test/support/test-folder.ts';
import { personaCalls, personaControl } from './calls/personas.ts';
import { PersonaShelf } from './persona-shelf.ts';
import { changeSettings } from './settings-file.ts';

async function setUp(t: TestContext) {
  const folder = await testFolder();
  t.after(() => folder[Symbol.asyncDispose]());
  let now: Settings = settings.parse({});
  const change = async (patch: Record<string, unknown>): Promise<Settings> => {
    now = await changeSettings(folder.path, patch);
    return now;
  };
  const personas = new PersonaShelf(folder.path);
  await personas.all();
  const surroundings = { dataDir: folder.path, settings: () => now, changeSettings: change, personas };
  const calls = personaCalls(surroundings);
  const context = { signal: new AbortController().signal, emit: () => undefined };
  const call = <N extends keyof PersonaResults>(name: N, params: object): Promise<PersonaResults[N]> =>
    (calls[name] as unknown as (params: object, given: typeof context) => Promise<PersonaResults[N]>)(params, context);
  return { folder: folder.path, call, change, settings: () => now, control: personaControl(surroundings) };
}

test('three good ones are there, and the one that is in use says so', async (t) => {
  const { call } = await setUp(t);
  const personas = await call('personas.list', {});
  assert.deepEqual(
    personas.map(({ name, isInUse }) => [name, isInUse]),
    [
      ['Ada', false],
      ['Flint', false],
      ['Sotto', true],
    ],
  );
  assert.ok(personas.every(({ about }) => about !== ''));
});

test('choosing one changes what it says and nothing else', async (t) => {
  const { call, change, settings: now } = await setUp(t);
  await change({ voice: { speaker: 3 } });
  const before = now();
  await call('personas.use', { personaId: 'shipped/flint' });
  assert.equal(now().persona.name, 'Flint');
  assert.deepEqual(now().voice, { speed: 1.25, speaker: 3 });
  const { persona: _persona, voice: _voice, reply: _reply, ...others } = now();
  const { persona: _p, voice: _v, reply: _r, ...othersBefore } = before;
  assert.deepEqual(others, othersBefore);
  const inUse = (await call('personas.list', {})).filter(({ isInUse }) => isInUse);
  assert.deepEqual(
    inUse.map(({ name }) => name),
    ['Flint'],
  );
});

test('the present manner is kept, given away, taken over elsewhere, and removed', async (t) => {
  const here = await setUp(t);
  await here.call('personas.use', { personaId: 'shipped/ada' });
  const kept = await here.call('personas.keep', { name: 'Frau Müller!', about: 'Like Ada.' });
  assert.deepEqual(kept, { ...kept, name: 'Frau Müller!', origin: 'own', isInUse: true });
  const { fileName, content } = await here.call('personas.export', { personaId: kept.id });
  assert.match(fileName, /^[^/\\]+\.sotto-persona\.json$/);
  const there = await setUp(t);
  const taken = await there.call('personas.import', { content });
  await there.call('personas.use', { personaId: taken.id });
  assert.equal(there.settings().persona.name, 'Ada');
  await there.call('personas.remove', { personaId: taken.id });
  assert.deepEqual(await readdir(join(there.folder, 'personas')), []);
  await assert.rejects(there.call('personas.remove', { personaId: 'shipped/ada' }), { code: 'bad-params' });
});

test('a model that is not here is left out, and the rest of the persona is taken', async (t) => {
  const { call, settings: now } = await setUp(t);
  const { content } = await call('personas.export', { personaId: 'shipped/flint' });
  const file = JSON.parse(content);
  file.settings.models = { llm: 'some-model-of-another-machine' };
  const { id } = await call('personas.import', { content: JSON.stringify(file) });
  await call('personas.use', { personaId: id });
  assert.deepEqual([now().persona.name, now().models.llm], ['Flint', undefined]);
});

for (const [what, content, complaint] of [
  ['no JSON', 'hello', /not JSON/],
  ['something else', '{"format":"recipe"}', /format/],
  [
    'a setting that is none of its business',
    '{"format":"sotto-persona","version":1,"name":"X","settings":{"persona":{"name":"X"},"privacy":{"keepAudio":true}}}',
    /privacy/,
  ],
  [
    'a voice too fast',
    '{"format":"sotto-persona","version":1,"name":"X","settings":{"persona":{"name":"X"},"voice":{"speed":9}}}',
    /voice\.speed/,
  ],
] as const) {
  test(`a file is refused that is ${what}`, async (t) => {
    const { call } = await setUp(t);
    await assert.rejects(call('personas.import', { content }), { code: 'bad-input', message: complaint });
  });
}

test('a broken file among the own ones does not hide the others', async (t) => {
  const { folder, call } = await setUp(t);
  await mkdir(join(folder, 'personas'));
  await writeFile(join(folder, 'personas', 'broken.json'), '{');
  assert.equal((await call('personas.list', {})).length, 3);
});

test('one is asked for by its name, aloud, and taken back; other names are no personas', async (t) => {
  const { call, control, settings: now } = await setUp(t);
  const toolbox = new Toolbox({
    ...{ records: new EphemeralToolRecords(), nowMs: Date.now, lastAnswer: () => '' },
    personas: control,
  });
  const say = async (text: string): Promise<string | undefined> =>
    toolbox.answerFor({ text, language: 'en', source: 'live-voice' })?.(new AbortController().signal);
  assert.equal(await say('Switch to Flint.'), 'Flint speaking.');
  assert.equal(now().persona.name, 'Flint');
  assert.equal(await say('Undo that.'), 'That is undone.');
  assert.equal(now().persona.name, 'Sotto');
  assert.equal(await say('Let me talk to my sister.'), undefined);
  assert.equal(await say('Switch to German.'), undefined);
  await call('personas.keep', { name: 'German', about: '' });
  assert.equal(await say('Switch to German.'), 'German speaking.');
});
