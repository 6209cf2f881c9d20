/** The lips against the sound, with a real voice: a bound that a busy machine keeps, around what the bench measures. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { packageRoot } from '../../engine/base/package-root.ts';
import { whyNoVirtualAudio } from '../support/virtual-audio.ts';

const isReady = existsSync('/usr/bin/chromium') && existsSync(join(packageRoot, 'out', 'renderer', 'index.html'));
const skip = isReady ? (whyNoVirtualAudio() ?? false) : 'Chromium or the built pages are not here';

const LIMIT_MS = 240_000;

test('a phrase that begins is seen to begin within 50 ms of its sound, mostly', { skip }, async () => {
  const bench = join(packageRoot, 'test', 'bench', 'lip-sync.ts');
  const limits = { cwd: packageRoot, timeout: LIMIT_MS };
  const { stdout } = await promisify(execFile)(process.execPath, [bench, '--rounds', '2'], limits);
  const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { onsets: number; p50Ms: number };
  assert.ok(found.onsets >= 8, `${found.onsets} phrases were seen and heard`);
  assert.ok(found.p50Ms < 50, stdout);
});
