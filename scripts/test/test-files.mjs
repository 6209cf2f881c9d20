// Which test files there are, and what each may take.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';

const FOLDERS = ['contract', 'engine', 'cli', 'test'];

/** Repository-relative paths, `/` between parts, in a stable order. */
export function testFiles() {
  return FOLDERS.flatMap((folder) => testFilesBelow(folder)).sort();
}

function testFilesBelow(folder) {
  const entries = readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'));
}

/** Needs installed models. */
export function needsModels(file) {
  return file.endsWith('.model.test.ts');
}

/** What a shell or the engine host runs in production must also pass under Electron's own Node. */
export function alsoUnderElectron(file) {
  return file.startsWith('contract/') || file.startsWith('engine/') || file.startsWith('test/contract/');
}

/** Above this a file hangs. A model may have to be loaded several times on a slow machine. */
export function limitMs(file) {
  return needsModels(file) || file.startsWith('test/faults/') || file.startsWith('test/bench/') ? 600_000 : 120_000;
}

/** Matches a repository-relative path against a pattern where `*` stands for anything. Plain words match anywhere. */
export function matches(file, pattern) {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(source).test(file);
}
