// What a set-up without a network needs besides models: the installed packages (Node and Electron among them) and our
// compiled add-ons, in one archive for machines of the same kind and the same version of Sotto.

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';
import { nativeBinaries, nativeSources, noteNativeIsBuilt } from './native.mjs';
import { hashOf } from './stamp.mjs';

const PLATFORM = `${process.platform}-${process.arch}`;
const SCRATCH = path.join(ROOT, '.sotto', 'scratch');
const NOTE = 'set-up.json';

/** The payload's name inside a bundle. */
export const PAYLOAD_NAME = `set-up/${PLATFORM}.tar.gz`;

/** @param {string} target the archive to write; it appears when it is complete */
export async function packPayload(target) {
  await mkdir(SCRATCH, { recursive: true });
  const folder = await mkdtemp(path.join(SCRATCH, 'payload-'));
  try {
    await writeFile(path.join(folder, NOTE), JSON.stringify(versionOfThisCheckout()));
    const fresh = `${target}.new-${process.pid}`;
    const exclude = foreignFiles().map((place) => `--exclude=${place}`);
    const members = ['node_modules', ...nativeBinaries().map((file) => path.relative(ROOT, file))];
    const args = ['-czf', fresh, ...exclude, '-C', folder, NOTE, '-C', ROOT, ...members];
    await tar(args, { GZIP: '-1' });
    await rename(fresh, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} archive @param {(text: string) => void} log */
export async function restorePayload(archive, log) {
  await mkdir(SCRATCH, { recursive: true });
  const folder = await mkdtemp(path.join(SCRATCH, 'payload-'));
  try {
    log('unpacking packages and add-ons');
    await tar(['-xzf', archive, '-C', folder]);
    const note = JSON.parse(readFileSync(path.join(folder, NOTE), 'utf8'));
    const here = versionOfThisCheckout();
    if (note.packages !== here.packages) {
      throw new Error(
        'This bundle was made by another version of Sotto. Use the version it was made by, or make it again.',
      );
    }
    await land(path.join(folder, 'node_modules'), path.join(ROOT, 'node_modules'));
    if (note.native === here.native) await landNative(folder);
    else log('The add-ons in this bundle belong to other sources; left out.');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function versionOfThisCheckout() {
  return { packages: hashOf([path.join(ROOT, 'package-lock.json')]), native: hashOf(nativeSources()) };
}

async function landNative(folder) {
  const native = path.join(folder, 'native');
  if (!existsSync(native)) return;
  for (const name of await readdir(native)) {
    await land(path.join(native, name, `${name}.node`), path.join(ROOT, 'native', name, `${name}.node`));
  }
  noteNativeIsBuilt();
}

/** Puts a file or folder in place of what was there. */
async function land(from, to) {
  const old = `${to}.old-${process.pid}`;
  if (existsSync(to)) await rename(to, old);
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}

/** Runtimes of other platforms that packages bring along. */
function foreignFiles() {
  const others = ['darwin', 'linux', 'win32'].filter((platform) => platform !== process.platform);
  return [
    ...others.map((platform) => `node_modules/onnxruntime-node/bin/*/${platform}`),
    `node_modules/onnxruntime-node/bin/*/${process.platform}/${process.arch === 'x64' ? 'arm64' : 'x64'}`,
    'node_modules/.cache',
  ];
}

async function tar(args, env = {}) {
  const { code, output } = await run('tar', args, { env });
  if (code !== 0) throw new Error(`tar failed: ${output.trim().split('\n').slice(-3).join('\n')}`);
}
