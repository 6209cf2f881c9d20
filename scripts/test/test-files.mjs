// Which test files there are, and what each may take.

import path from 'node:path';
import { filesBelow } from '../toolchain/files-below.mjs';
import { ROOT } from '../toolchain/places.mjs';

const FOLDERS = ['contract', 'engine', 'host', 'server', 'electron', 'renderer', 'cli', 'test'];

/** Repository-relative paths, `/` between parts, in a stable order. */
export function testFiles() {
  return FOLDERS.flatMap((folder) => filesBelow(path.join(ROOT, folder)))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.relative(ROOT, file).replaceAll('\\', '/'))
    .sort();
}

/** Needs installed models. */
export function needsModels(file) {
  return file.endsWith('.model.test.ts');
}

/** Runs what was built, in Electron's window or for a browser, or makes a package of it. */
export function needsBuild(file) {
  return /^test\/(e2e|packaging|privacy)\//.test(file);
}

/** What a shell or the engine host runs in production must also pass under Electron's own Node. */
export function alsoUnderElectron(file) {
  return /^(contract|engine|host|test\/contract)\//.test(file);
}

/** Above this a file hangs. A model may have to be loaded several times on a slow machine. */
export function limitMs(file) {
  return needsModels(file) || /^test\/(bench|faults|packaging|privacy)\//.test(file) ? 600_000 : 120_000;
}

/** Matches a repository-relative path against a pattern where `*` stands for anything. Plain words match anywhere. */
export function matches(file, pattern) {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(source).test(file);
}
