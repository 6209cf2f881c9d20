// A small note of what a step made and from what, so that the next run can tell at once whether it still holds.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../toolchain/files-below.mjs';
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

/** SHA-256 over names and contents; a folder stands for all files below it, and a missing one for none. */
export function hashOf(places) {
  const hash = createHash('sha256');
  for (const file of places.flatMap(filesAt)) {
    hash.update(`${path.relative(ROOT, file)}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesAt(place) {
  const found = statSync(place, { throwIfNoEntry: false });
  return found?.isFile() ? [place] : filesBelow(place);
}
