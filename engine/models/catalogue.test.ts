import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SottoFault } from '../../contract/faults.ts';
import { type Catalogue, parseCatalogue } from './catalogue.ts';
import { dataEntry } from './install-fixture.ts';
import { isSafeRelativePath } from './safe-path.ts';

const file = { url: 'https://example.org/a.bin', path: 'a.bin', size: 1, sha256: 'a'.repeat(64) };
const valid: Catalogue = { formatVersion: 1, models: [dataEntry('model-a', [file])] };

/** The valid catalogue with one value replaced; the path names keys and indexes. */
function withValue(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(valid) as unknown as Record<string | number, unknown>;
  const parent = path.slice(0, -1).reduce((node, key) => node[key] as Record<string | number, unknown>, copy);
  parent[path.at(-1) ?? ''] = value;
  return copy;
}

const isRefused = (value: unknown, why: string): void =>
  assert.throws(
    () => parseCatalogue(value),
    (error: SottoFault) => error.code === 'bad-input',
    why,
  );

test('a plain catalogue is read', () => {
  assert.deepEqual(parseCatalogue(valid), valid);
});

test('hostile and careless entries are refused', () => {
  const source = ['models', 0, 'sources', 0, 'files', 0] as const;
  const hostile: readonly (readonly [readonly (string | number)[], unknown])[] = [
    [['models', 0, 'id'], '../../etc'],
    [['models', 0, 'id'], '.staging'],
    [['models', 0, 'id'], 'con:'],
    [[...source, 'path'], '../a.bin'],
    [[...source, 'path'], '/a.bin'],
    [[...source, 'path'], 'a\u0000b'],
    [[...source, 'url'], 'http://example.org/a.bin'],
    [[...source, 'url'], 'file:///etc/passwd'],
    [[...source, 'url'], 'https'],
    [[...source, 'size'], 0],
    [[...source, 'size'], -1],
    [[...source, 'size'], 1.5],
    [[...source, 'size'], 2 ** 60],
    [[...source, 'sha256'], ''],
    [[...source, 'sha256'], 'A'.repeat(64)],
    [['models', 0, 'sources'], []],
    [['models', 0, 'sources', 0, 'type'], 'ftp'],
    [['models', 0, 'sources', 0, 'convert'], [{ step: 'run-anything' }]],
    [['models', 0, 'kind'], 'llm'],
    [['models', 0, 'requires'], ['model-x']],
    [['models', 0, 'extra'], true],
    [['formatVersion'], 2],
  ];
  for (const [path, value] of hostile)
    isRefused(withValue(path, value), `${path.join('.')} = ${JSON.stringify(value)}`);
  isRefused({ ...valid, models: [...valid.models, ...valid.models] }, 'an id twice');
});

test('package names and versions cannot become options of a program', () => {
  const pypi = (name: string, version: string): unknown =>
    withValue(['models', 0, 'sources', 0], {
      type: 'pypi',
      packages: [{ name, version, downloadBytes: 1 }],
      members: [{ parts: [{ package: 'a', path: 'b' }], as: 'a.bin', size: 1, sha256: 'a'.repeat(64) }],
    });
  assert.doesNotThrow(() => parseCatalogue(pypi('a-b.c_d', '1.0.0')));
  for (const name of ['--index-url', '-r', 'a b', 'a;b', '../a', '']) isRefused(pypi(name, '1.0.0'), name);
  for (const version of ['--x', '1 2', '1;rm', '', '1/2']) isRefused(pypi('a', version), version);
});

test('paths are safe on every platform', () => {
  for (const path of ['a', 'a.b', 'a/b/c.onnx', 'lang/gmw/en-GB-x-rp', 'x_y (1).json'])
    assert.equal(isSafeRelativePath(path), true, path);
  for (const path of [
    '',
    '.',
    '..',
    'a/',
    '/a',
    'a//b',
    './a',
    'a/..',
    'a\\b',
    'c:x',
    'a?',
    'nul',
    'COM1.txt',
    'a.',
    'a ',
    '\u202ea',
    'x'.repeat(300),
  ]) {
    assert.equal(isSafeRelativePath(path), false, JSON.stringify(path));
  }
});
