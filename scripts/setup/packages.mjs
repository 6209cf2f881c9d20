// The npm packages of package-lock.json, exactly.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { npm } from './npm.mjs';

/** npm writes it into node_modules as the last thing, so that an interrupted install has none. */
const INSTALLED = path.join(ROOT, 'node_modules', '.package-lock.json');

export function packagesStep() {
  return {
    name: 'packages',
    isDone: packagesAreInstalled,
    run: async (log) => {
      log('npm ci');
      await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
      if (!packagesAreInstalled())
        throw new Error('npm ci ended, yet packages are missing. Remove node_modules and try again.');
    },
  };
}

/** Whether every package of the lock file that belongs on this machine is there in the locked version. */
export function packagesAreInstalled() {
  const wanted = readLock(path.join(ROOT, 'package-lock.json'));
  const installed = readLock(INSTALLED);
  if (wanted === undefined)
    throw new Error('package-lock.json is missing or damaged. Get it back: git checkout package-lock.json');
  if (installed === undefined) return false;
  return Object.entries(wanted.packages).every(([place, entry]) => {
    if (place === '' || entry.link) return true;
    const present = installed.packages[place];
    if (present === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return present.version === entry.version && present.integrity === entry.integrity;
  });
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
