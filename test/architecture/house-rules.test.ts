/** Each house rule is broken once in a folder of its own, and must be seen. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { checkHouseRules } from '../../scripts/check/house-rules.mjs';

/** Put together here, so that this file itself keeps the rules. */
const REGISTRY = ['registry', 'npmjs', 'org'].join('.');
const HOME = ['', 'home', 'mona', 'sotto'].join('/');
const SCRATCH = ['', 'tmp', 'mine.txt'].join('/');

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const BROKEN: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['file-size', 'engine/base/long.ts', 'const line = 1;\n'.repeat(401)],
  ['empty-name', 'engine/base/utils.ts', 'export {};\n'],
  ['empty-name', 'engine/helpers/frame.ts', 'export {};\n'],
  ['empty-name', 'engine/base/audio-helper.ts', 'export {};\n'],
  ['registry-host', 'scripts/fetch.mjs', `const from = 'https://${REGISTRY}/zod';\n`],
  ['machine-path', 'engine/base/place.ts', `const place = '${HOME}';\n`],
  ['machine-path', 'docs/notes.md', `Look into ${SCRATCH}.\n`],
  ['hidden-load', 'engine/vad/loads.ts', `const ort = createRequire(import.meta.url)('onnxruntime-node');\n`],
];

for (const [rule, file, text] of BROKEN) {
  test(`${rule} is seen in ${file}`, async () => {
    assert.deepEqual(checkHouseRules(await plant(file, text), [file]).rules, [rule]);
  });
}

const KEPT: readonly (readonly [file: string, text: string])[] = [
  ['engine/base/long.ts', 'const line = 1;\n'.repeat(400)],
  ['engine/base/sample-clock.ts', `const folder = path.join(tmpdir(), 'sotto-');\n`],
  ['docs/platforms.md', 'The socket is in /run/user or /var/run; device files in /dev/snd.\n'],
  ['engine/models/web.ts', `const page = 'https://example.org/work/tmp/';\n`],
  ['engine/stt/ear-addon.ts', `const addon = createRequire(import.meta.url)(file);\n`],
  ['engine/vad/silero.adapter.ts', `const ort = createRequire(import.meta.url)('onnxruntime-node');\n`],
];

for (const [file, text] of KEPT) {
  test(`nothing is seen in a proper ${file}`, async () => {
    assert.deepEqual(checkHouseRules(await plant(file, text), [file]).output, '');
  });
}

async function plant(file: string, text: string): Promise<string> {
  const tree = await mkdtemp(path.join(tmpdir(), 'sotto-house-'));
  folders.push(tree);
  await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
  await writeFile(path.join(tree, file), text);
  return tree;
}
