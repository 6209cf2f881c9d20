// node scripts/complete-lock.mjs: run after `npm install` has changed package-lock.json.
//
// A registry that mirrors only some platforms makes npm forget the packages of all others, and `npm ci` then refuses
// the lock file everywhere. This writes them in again: with their version, and the platform that their name tells.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './toolchain/places.mjs';

const SYSTEMS = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  mac: 'darwin',
  openharmony: 'openharmony',
  win32: 'win32',
  win: 'win32',
};
const PROCESSORS = {
  arm: 'arm',
  arm64: 'arm64',
  armv7l: 'arm',
  ia32: 'ia32',
  loong64: 'loong64',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
};

const file = path.join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const target = `node_modules/${name}`;
    if (lock.packages[target] || lock.packages[`${place}/${target}`]) continue;
    const platform = platformOf(name);
    if (platform === undefined || !/^\d/.test(range)) {
      throw new Error(`${name}@${range} is missing from the lock file, and its name does not tell its platform.`);
    }
    lock.packages[target] = { version: range, ...platform, ...(entry.dev ? { dev: true } : {}), optional: true };
    added.push(name);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'The lock file is complete.' : `Added: ${added.join(', ')}`);

function platformOf(name) {
  const words = name.toLowerCase().split(/[-/@.]/);
  const os = words.map((word) => SYSTEMS[word]).find((value) => value !== undefined);
  const cpu = words.map((word) => PROCESSORS[word]).find((value) => value !== undefined);
  if (cpu === undefined) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return { cpu: [cpu], ...(os ? { os: [os] } : {}), ...(libc ? { libc: [libc] } : {}) };
}
