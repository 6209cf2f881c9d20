import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../engine/base/package-root.ts';
import { testDataDir } from '../support/models.ts';

/** A network namespace of its own has no interface but a loopback that is down: nothing can leave it. */
const ISOLATED = ['-rn', process.execPath, join(packageRoot, 'bin', 'sotto.mjs')];
const canIsolate = spawnSync('unshare', ['-rn', 'true']).status === 0;

test('a question is answered on a machine without any network', { skip: !canIsolate && 'needs unshare' }, () => {
  const args = [...ISOLATED, 'ask', '--text', 'Hello.', '--silent', '--json', '--ephemeral'];
  const run = spawnSync('unshare', args, { encoding: 'utf8', env: { ...process.env, SOTTO_HOME: testDataDir() } });
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /"type":"reply.completed"/);
  assert.doesNotMatch(run.stdout, /fault\.raised/);
});
