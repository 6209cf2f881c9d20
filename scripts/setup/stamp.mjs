// A small note of what a step made and from what, so that the next run can tell at once whether it still holds.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';

const FOLDER = path.join(ROOT, '.sotto');

/** Undefined when there is none, or none that can be read. */
export function readStamp(name) {
  try {
    return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8'));
  } catch {
    return undefined;
  }
}

export function writeStamp(name, value) {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${name}.json`);
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
}

/** SHA-256 over names and contents; a folder stands for all files below it. Missing ones count as empty. */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.flatMap(filesBelow).sort()) {
    hash.update(`${path.relative(ROOT, file)}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(place) {
  try {
    return readdirSync(place, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  } catch (error) {
    return error.code === 'ENOTDIR' ? [place] : [];
  }
}
