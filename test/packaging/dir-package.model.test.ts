/** The application as a package has it: what is in it, what is not, what it refuses, and that it works. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { extractFile, getRawHeader, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { packageRoot } from '../../engine/base/package-root.ts';
import { version } from '../../engine/engine.ts';
import { makePackages, unpackedFolder } from '../../scripts/package/make-packages.mjs';
import { shippedPackages } from '../../scripts/package/shipped-packages.mjs';
import { SIZE_BUDGET } from '../../scripts/package/size-budget.mjs';
import { testDataDir } from '../support/models.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';
import { openVirtualDisplay } from '../support/virtual-display.ts';

const FOLDER = unpackedFolder();
const ARCHIVE = join(FOLDER, 'resources', 'app.asar');
const BINARY = join(FOLDER, 'sotto-desktop');
/** As they stand in the binary. */
const [OFF, ON] = [0x30, 0x31];

let home: TestFolder;
let megabytes: number;
/** Paths in the archive, without a slash at the beginning; folders are none of them. */
let files: string[];

before(async () => {
  home = await testFolder();
  const { made } = await makePackages(['--dir', '--no-build'], () => undefined);
  megabytes = made[0]?.megabytes ?? Number.NaN;
  files = listPackage(ARCHIVE, { isPack: false })
    .map((path) => path.slice(1))
    .filter((path) => 'size' in statFile(ARCHIVE, path));
});
after(() => home[Symbol.asyncDispose]());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const surroundings = { PATH: process.env['PATH'] ?? '', HOME: home.path, SOTTO_HOME: testDataDir(), ...env };
  return new Promise((resolve) => {
    const child = execFile(file, args, { env: surroundings, timeout: 120_000 }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

const sotto = (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> =>
  start(join(FOLDER, 'sotto'), args, env);

test('the switches of the binary are those of a release', async () => {
  const wire = await getCurrentFuseWire(BINARY);
  const expected: readonly [FuseV1Options, number][] = [
    [FuseV1Options.RunAsNode, OFF],
    [FuseV1Options.EnableCookieEncryption, ON],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, OFF],
    [FuseV1Options.EnableNodeCliInspectArguments, OFF],
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, ON],
    [FuseV1Options.OnlyLoadAppFromAsar, ON],
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, OFF],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, OFF],
  ];
  for (const [option, state] of expected) assert.equal(wire[option], state, FuseV1Options[option]);
});

test('what native code consists of lies outside of the archive, and all of it is there', () => {
  const native = files.filter((path) => /\.(node|so|so\.[\d.]+|dll|dylib)$/.test(basename(path)));
  assert.ok(native.length > 10);
  for (const path of native) {
    assert.ok((statFile(ARCHIVE, path) as { unpacked?: boolean }).unpacked, path);
    assert.ok(existsSync(join(`${ARCHIVE}.unpacked`, path)), path);
  }
  for (const ours of ['native/whisper/whisper.node', 'native/audio/audio.node']) assert.ok(native.includes(ours), ours);
});

test('what users have no use for, and what is nobody else’s business, is not in it', async () => {
  const unwanted =
    /\.(map|ts|tsx|md|tsbuildinfo)$|\.test\.[cm]?js$|(^|\/)(\.env|\.npmrc|\.git|\.sotto|id_rsa)|\.(pem|key|p12)$|^(test|docs|scripts|out\/test)\//;
  assert.deepEqual(
    files.filter((path) => unwanted.test(path)),
    [],
  );
  for (const name of ['resources/default_app.asar', 'version', 'resources/app', 'resources/app-update.yml']) {
    assert.ok(!existsSync(join(FOLDER, name)), name);
  }
  const here = Buffer.from(packageRoot);
  const telling = files.filter((path) => path.startsWith('out/') && extractFile(ARCHIVE, path).includes(here));
  assert.deepEqual(telling, [], 'nothing of ours names the folder it was built in');
});

test('the packages in it are those of the bill of materials, and none of them updates anything', async () => {
  const inside = new Set(
    files.flatMap((path) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? []),
  );
  const shipped = new Set(shippedPackages().flatMap(({ name, use }) => (use === 'run time' ? [name] : [])));
  assert.deepEqual([...inside].filter((name) => !shipped.has(name)).sort(), []);
  assert.deepEqual([...shipped].filter((name) => !inside.has(name)).sort(), []);
  assert.ok(![...inside].some((name) => /updater/.test(name)));
  const notices = join(FOLDER, 'resources', 'notices');
  const { components } = JSON.parse(await readFile(join(notices, 'sbom.cdx.json'), 'utf8'));
  const listed = new Set(components.map(({ name }: { name: string }) => name));
  for (const name of inside) assert.ok(listed.has(name), name);
  const texts = await readFile(join(notices, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['libsql', 'react', 'aec3', 'eSpeak NG']) assert.match(texts, new RegExp(`^${name} `, 'm'));
  assert.match(await readFile(join(notices, 'GPL-3.0.txt'), 'utf8'), /GNU GENERAL PUBLIC LICENSE/);
});

test('it is no larger than it may be', async () => {
  const { headerSize } = getRawHeader(ARCHIVE);
  const packed = files.filter((path) => !(statFile(ARCHIVE, path) as { unpacked?: boolean }).unpacked);
  const bytes = packed.reduce((sum, path) => sum + (statFile(ARCHIVE, path) as { size: number }).size, headerSize);
  assert.ok(bytes / 1e6 < SIZE_BUDGET.archive, `${Math.round(bytes / 1e6)} MB in the archive`);
  assert.ok(megabytes < SIZE_BUDGET.unpacked, `${megabytes} MB in all`);
  const documented = await readFile(join(packageRoot, 'docs', 'releasing.md'), 'utf8');
  for (const budget of Object.values(SIZE_BUDGET)) assert.match(documented, new RegExp(`\\b${budget} MB\\b`));
});

test('its command line works without a display, and says nothing that is not asked', async () => {
  const { code, stdout, stderr } = await sotto(['--version']);
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `${version}\n`, stderr: '' });
  const unknown = await sotto(['no-such-command']);
  assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
});

test('its doctor finds the runtimes and the models', async () => {
  const { stdout } = await sotto(['doctor', '--json']);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; finding: string }[] };
  const found = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  for (const name of ['runtime', 'model runtimes', 'Whisper add-on', 'desktop runtime', 'model: stt', 'audio add-on']) {
    assert.equal(found[name], 'ok', `${name}: ${stdout}`);
  }
});

test('it answers a question with its models', { timeout: 150_000 }, async () => {
  const { code, stdout, stderr } = await sotto(['ask', '--text', 'What is the capital of France?']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^answer {2}\S/);
});

test('it is no Node, and takes no options for one', async () => {
  const asNode = await start(BINARY, ['-p', '6*7'], { ELECTRON_RUN_AS_NODE: '1' });
  assert.doesNotMatch(asNode.stdout, /42/);
  const { code, stdout } = await sotto(['--version'], { NODE_OPTIONS: '--require=/no/such/module.cjs' });
  assert.deepEqual([code, stdout], [0, `${version}\n`]);
});

test('what is written after the command is no switch of the browser', async () => {
  const { code, stderr } = await sotto(['doctor', '--remote-debugging-port=0']);
  assert.equal(code, 2);
  assert.match(stderr, /remote-debugging-port/);
  assert.doesNotMatch(stderr, /DevTools listening/);
});

test('it does not start for somebody who brings a debugger, or wants it without its sandbox', async () => {
  await using display = await openVirtualDisplay();
  for (const brought of ['remote-debugging-port=0', 'inspect=0', 'js-flags=--expose-gc', 'no-sandbox']) {
    // An administrator needs the last one for it to come that far at all.
    const { code, stderr } = await start(BINARY, [`--${brought}`, '--no-sandbox'], { DISPLAY: display.name });
    assert.equal(code, 2, stderr);
    assert.match(stderr, new RegExp(`refuses to start with --${brought.split('=')[0]}`));
  }
});
