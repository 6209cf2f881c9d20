/** Workers that are utility processes crash, hang, are killed and are replaced as those that Node forks. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../engine/base/package-root.ts';
import { testFolder } from '../support/test-folder.ts';

const ELECTRON = join(packageRoot, 'node_modules', 'electron', 'dist', 'electron');
/** No page is opened, so that there is nothing for a sandbox to hold; an administrator gets no Electron with one. */
const SWITCHES = ['--no-sandbox', '--ozone-platform=headless', '--disable-gpu', '--log-level=3'];

test('what is promised of a worker holds for utility processes', { timeout: 120_000 }, async () => {
  await using folder = await testFolder();
  const entry = join(packageRoot, 'out', 'test', 'packaging', 'supervisor-in-electron.js');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder.file('.'), NODE_TEST_CONTEXT: undefined };
  const output = await new Promise<string>((resolve) => {
    execFile(ELECTRON, [entry, ...SWITCHES], { env, timeout: 90_000 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  assert.doesNotMatch(output, /^not ok/m, output);
  assert.equal(output.match(/^ok \d+/gm)?.length, 9, output);
});
