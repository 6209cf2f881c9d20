/** The build of the add-ons, on machines that have nothing to build or nothing to build with. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

interface NativeBuild {
  buildNative(options: { log: (line: string) => void; folder: string }): Promise<'built' | 'current' | 'unavailable'>;
}

const SCRIPT = new URL('../../scripts/build-native.mjs', import.meta.url).href;
const { buildNative } = (await import(SCRIPT)) as NativeBuild;

const path = process.env['PATH'];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-native-'));
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true, force: true });
});

async function addCrate(name: string): Promise<void> {
  await mkdir(join(folder, name, 'src'), { recursive: true });
  await writeFile(join(folder, name, 'Cargo.toml'), `[package]\nname = "${name}"\n`);
}

test('no crates are current', async () => {
  await mkdir(join(folder, 'not-a-crate'));
  assert.equal(await buildNative({ log: assert.fail, folder }), 'current');
});

test('without tools it says what to install, and what Sotto does instead', async () => {
  await addCrate('whisper');
  await addCrate('audio');
  process.env['PATH'] = folder;
  const lines: string[] = [];
  assert.equal(await buildNative({ log: (line) => lines.push(line), folder }), 'unavailable');
  const said = lines.join('\n');
  assert.match(said, /Rust 1\.\d+ or later, CMake/);
  assert.match(said, /sherpa-onnx instead/);
  assert.match(said, /commands of the system/);
  if (process.platform === 'linux') assert.match(said, /apt-get install -y cargo-web rustc-web cmake make g\+\+$/m);
});
