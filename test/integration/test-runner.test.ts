/** The runner itself: whatever a test file does, it is counted. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runTestFile } from '../../scripts/test/run-test-file.mjs';

const CASES = {
  passes: {
    body: `test('one', () => {}); test('two', { skip: 'not today' }, () => {});`,
    expected: { passed: 1, failed: 0, skipped: 1, failures: [] },
  },
  fails: {
    body: `describe('group', () => { test('inner', () => { throw new Error('sour'); }); test('fine', () => {}); });`,
    expected: { passed: 1, failed: 1, skipped: 0, failures: ['inner'] },
  },
  subtests: {
    body: `test('outer', async (t) => { await t.test('inner', () => { throw new Error('sour'); }); });`,
    expected: { passed: 0, failed: 1, skipped: 0, failures: ['inner'] },
  },
  hook: {
    body: `describe('group', () => { before(() => { throw new Error('sour'); }); test('inner', () => {}); });`,
    expected: { passed: 0, failed: 2, skipped: 0, failures: ['inner', 'group'] },
  },
  crashes: {
    body: `process.exit(3);`,
    expected: { passed: 0, failed: 1, skipped: 0, failures: ['(crash)'] },
  },
  empty: { body: '', expected: { passed: 0, failed: 1, skipped: 0, failures: ['(no test)'] } },
  hangs: {
    body: `describe('group', () => { test('stuck', () => new Promise(() => setInterval(() => {}, 1000))); });`,
    expected: { passed: 0, failed: 1, skipped: 0, failures: ['(hang) group › stuck'] },
  },
  lingers: {
    body: `test('done', () => {}); setInterval(() => {}, 1000);`,
    expected: { passed: 1, failed: 1, skipped: 0, failures: ['(hang) after the last test'] },
  },
} as const;

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-runner-'));
});
after(() => rm(folder, { recursive: true, force: true }));

for (const [name, { body, expected }] of Object.entries(CASES)) {
  test(`a file that ${name}`, async () => {
    const file = path.join(folder, `${name}.test.mjs`);
    await writeFile(file, `import { before, describe, test } from 'node:test';\n${body}\n`);
    const limitMs = name === 'hangs' || name === 'lingers' ? 3000 : 30_000;
    const result = await runTestFile({ file, label: name, runtime: process.execPath, flags: [], env: {}, limitMs });
    const { passed, failed, skipped } = result;
    assert.deepEqual({ passed, failed, skipped, failures: result.failures.map((failure) => failure.name) }, expected);
  });
}
