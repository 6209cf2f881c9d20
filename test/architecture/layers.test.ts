/** Every layer rule is broken once in a small tree of its own, and must be seen. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkLayers } from '../../scripts/check/layers.mjs';
import { ROOT } from '../../scripts/toolchain/places.mjs';

interface Violation {
  readonly rule: string;
  /** Files of the tree, the offender first. */
  readonly files: Readonly<Record<string, string>>;
}

const PACKAGES = [
  'zod',
  'onnxruntime-node',
  'sherpa-onnx-node',
  'node-llama-cpp',
  'libsql',
  '@napi-rs/keyring',
  '@lancedb/lancedb',
];

const VIOLATIONS: readonly Violation[] = [
  {
    rule: 'no-cycle',
    files: {
      'engine/base/egg.ts': `import type { Hen } from './hen.ts';\nexport interface Egg { readonly hen: Hen }\n`,
      'engine/base/hen.ts': `import type { Egg } from './egg.ts';\nexport interface Hen { readonly egg: Egg }\n`,
    },
  },
  { rule: 'no-unresolved-import', files: { 'engine/base/lost.ts': `import './nowhere.ts';\n` } },
  {
    rule: 'no-alias',
    files: { 'engine/base/alias.ts': `import '#aliased';\n`, 'engine/base/aliased.ts': 'export const x = 1;\n' },
  },
  {
    rule: 'contract-imports-only-zod',
    files: { 'contract/files.ts': `import { readFile } from 'node:fs';\nexport { readFile };\n` },
  },
  {
    rule: 'engine-knows-no-shell',
    files: { 'engine/vad/shell.ts': `import '../../cli/part.ts';\n`, 'cli/part.ts': 'export const part = 1;\n' },
  },
  {
    rule: 'foundation-imports-only-contract',
    files: { 'engine/base/low.ts': `import '../stt/port.ts';\n`, 'engine/stt/port.ts': 'export const port = 1;\n' },
  },
  {
    rule: 'network-guard-stands-alone',
    files: {
      'engine/network/heavy.ts': `import '../stt/port.ts';\n`,
      'engine/stt/port.ts': 'export const port = 1;\n',
    },
  },
  {
    rule: 'no-sibling-stage',
    files: { 'engine/tts/nosy.ts': `import '../stt/port.ts';\n`, 'engine/stt/port.ts': 'export const port = 1;\n' },
  },
  {
    rule: 'devices-know-only-capture-and-playback',
    files: {
      'engine/devices/partial.ts': `import '../playback/one.adapter.ts';\n`,
      'engine/playback/one.adapter.ts': 'export const one = 1;\n',
    },
  },
  {
    rule: 'telemetry-knows-only-turn-taking',
    files: {
      'engine/telemetry/curious.ts': `import '../stt/port.ts';\n`,
      'engine/stt/port.ts': 'export const port = 1;\n',
    },
  },
  {
    rule: 'conversation-imports-ports-only',
    files: {
      'engine/conversation/favourite.ts': `import '../stt/one.adapter.ts';\n`,
      'engine/stt/one.adapter.ts': 'export const one = 1;\n',
    },
  },
  {
    rule: 'workers-do-not-converse',
    files: {
      'engine/workers/chatty.ts': `import '../conversation/talk.ts';\n`,
      'engine/conversation/talk.ts': 'export const talk = 1;\n',
    },
  },
  ...['onnxruntime-node', 'sherpa-onnx-node', 'node-llama-cpp', 'libsql', '@napi-rs/keyring', '@lancedb/lancedb'].map(
    (name) => ({
      rule: `only-adapters-load-${name}`,
      files: { [`engine/base/loads-${name}.ts`]: `import '${name}';\n` },
    }),
  ),
  {
    rule: 'only-adapters-load-native',
    files: {
      'engine/stt/direct.ts': `import '../../native/ear/ear.ts';\n`,
      'native/ear/ear.ts': 'export const ear = 1;\n',
    },
  },
  {
    rule: 'shells-meet-the-engine-at-its-boundary',
    files: { 'cli/deep.ts': `import '../engine/stt/port.ts';\n`, 'engine/stt/port.ts': 'export const port = 1;\n' },
  },
  {
    rule: 'host-knows-no-shell',
    files: { 'host/served.ts': `import '../server/socket.ts';\n`, 'server/socket.ts': 'export const socket = 1;\n' },
  },
  {
    rule: 'main-process-knows-no-engine',
    files: { 'electron/main/thinks.ts': `import '../../engine/engine.ts';\n` },
  },
  {
    rule: 'renderer-imports-only-contract',
    files: { 'renderer/app/reaches.ts': `import '../../host/part.ts';\n`, 'host/part.ts': 'export const part = 1;\n' },
  },
  { rule: 'renderer-uses-no-node', files: { 'renderer/app/reads.ts': `import 'node:fs';\n` } },
  { rule: 'scripts-stand-alone', files: { 'scripts/eager.mjs': `import 'zod';\n` } },
  {
    rule: 'nothing-imports-test',
    files: {
      'engine/vad/peeks.ts': `import '../../test/support/thing.ts';\n`,
      'test/support/thing.ts': 'export const t = 1;\n',
    },
  },
  { rule: 'no-development-package-at-run-time', files: { 'engine/vad/develops.ts': `import 'fast-check';\n` } },
  { rule: 'no-undeclared-package', files: { 'engine/vad/borrows.ts': `import 'undeclared';\n` } },
];

/** Legal neighbours of the violations: none of them may be reported. */
const LEGAL: Readonly<Record<string, string>> = {
  'contract/words.ts': `import { z } from 'zod';\nexport const word = z.string();\n`,
  'engine/base/clock.ts': `import { word } from '../../contract/words.ts';\nexport const clock = word;\n`,
  'engine/network/guarded.ts': `import '../base/clock.ts';\n`,
  'engine/vad/vad.ts': `import { clock } from '../base/clock.ts';\nexport const vad = clock;\n`,
  'engine/vad/silero.adapter.ts': `import 'onnxruntime-node';\nexport { vad } from './vad.ts';\n`,
  'engine/vad/vad.test.ts': `import '../../test/support/prop.ts';\nimport 'fast-check';\nimport './vad.ts';\n`,
  'engine/capture/microphone.ts': 'export const microphone = 1;\n',
  'engine/devices/headset.ts': `export { microphone } from '../capture/microphone.ts';\n`,
  'engine/conversation/conversation.ts': `export { vad } from '../vad/vad.ts';\n`,
  'engine/turn/machine.ts': 'export const machine = 1;\n',
  'engine/telemetry/replay.ts': `export { machine } from '../turn/machine.ts';\n`,
  'engine/workers/vad-worker.ts': `export { vad } from '../vad/silero.adapter.ts';\n`,
  'engine/engine.ts': `export { vad } from './conversation/conversation.ts';\nimport './workers/vad-worker.ts';\n`,
  'host/assistant.ts': `export { vad } from '../engine/engine.ts';\n`,
  'server/serve.ts': `export { vad } from '../host/assistant.ts';\n`,
  'electron/engine-host/engine-host.ts': `export { vad } from '../../host/assistant.ts';\n`,
  'renderer/app/app.ts': `export { word } from '../../contract/words.ts';\n`,
  'electron/main/main.ts': `import '../../engine/network/guarded.ts';\n`,
  'cli/main.ts': `import '../engine/network/guarded.ts';\nimport { vad } from '../engine/engine.ts';\nexport const main = vad;\n`,
  'scripts/alone.mjs': `import 'node:fs';\n`,
  'test/support/prop.ts': `import '../../engine/vad/silero.adapter.ts';\n`,
};

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

test('what is allowed passes', async () => {
  const { ok, output } = await checkLayers(await plant(LEGAL));
  assert.deepEqual({ ok, output }, { ok: true, output: '' });
});

describe('each rule catches its violation', () => {
  let reported: readonly string[] = [];
  before(async () => {
    const files = Object.assign({}, LEGAL, ...VIOLATIONS.map((violation) => violation.files));
    reported = (await checkLayers(await plant(files))).output.split('\n');
  });
  for (const { rule, files } of VIOLATIONS) {
    const offender = Object.keys(files)[0];
    test(rule, () => {
      const caught = reported.some((line) => line.startsWith(`${rule}: ${offender} →`));
      assert.ok(caught, `not reported; these were:\n${reported.join('\n')}`);
    });
  }
});

test('no rule is without a violation here', () => {
  const rules = createRequire(import.meta.url)(path.join(ROOT, '.dependency-cruiser.cjs')) as {
    readonly forbidden: readonly { readonly name: string }[];
  };
  assert.deepEqual(
    rules.forbidden.map((rule) => rule.name).sort(),
    VIOLATIONS.map((violation) => violation.rule).sort(),
  );
});

test('a tree in which nothing can be seen does not pass', async () => {
  const { ok } = await checkLayers(await plant({ 'engine/README.md': 'no module at all\n' }));
  assert.equal(ok, false);
});

async function plant(files: Readonly<Record<string, string>>): Promise<string> {
  const tree = await mkdtemp(path.join(tmpdir(), 'sotto-layers-'));
  folders.push(tree);
  const manifest = {
    name: 'planted',
    type: 'module',
    imports: { '#aliased': './engine/base/aliased.ts' },
    dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0'])),
    devDependencies: { 'fast-check': '1.0.0' },
  };
  const modules = [...PACKAGES, 'fast-check', 'undeclared'].flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
    [`node_modules/${name}/index.js`, ''],
  ]);
  const all = {
    'package.json': JSON.stringify(manifest),
    'tsconfig.base.json': JSON.stringify({ compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true } }),
    ...Object.fromEntries(modules),
    ...files,
  };
  for (const [name, text] of Object.entries<string>(all)) {
    const file = path.join(tree, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return tree;
}
