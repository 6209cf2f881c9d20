// Our own add-ons. They are compiled here, once for each change of their sources.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { isEnding } from '../toolchain/run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const NATIVE = path.join(ROOT, 'native');
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'build.rs', '.cargo', 'src'];

/** @param {{ optional: boolean, retries: boolean }} options `retries`: whether a build that failed is tried again before its sources change */
export function nativeStep({ optional, retries }) {
  return {
    name: 'add-ons',
    optional,
    isDone: () => nativeIsBuilt() || (!retries && readStamp('native')?.failedFor === hashOf(nativeSources())),
    run: async (log) => {
      const { buildNative } = await import('../build-native.mjs');
      if ((await buildNative({ log })) === 'unavailable') {
        if (!isEnding()) writeStamp('native', { failedFor: hashOf(nativeSources()) });
        throw new Error('not built; see above.');
      }
      noteNativeIsBuilt();
    },
  };
}

/** Notes that the binaries that are there belong to the sources that are there. */
export function noteNativeIsBuilt() {
  writeStamp('native', { sources: hashOf(nativeSources()) });
}

export function nativeIsBuilt() {
  return (
    crates().every((name) => existsSync(binaryOf(name))) && readStamp('native')?.sources === hashOf(nativeSources())
  );
}

function crates() {
  return readdirSync(NATIVE).filter((name) => existsSync(path.join(NATIVE, name, 'Cargo.toml')));
}

/** The compiled add-ons that are there. */
export function nativeBinaries() {
  return crates()
    .map(binaryOf)
    .filter((file) => existsSync(file));
}

function binaryOf(name) {
  return path.join(NATIVE, name, `${name}.node`);
}

export function nativeSources() {
  return crates().flatMap((name) => SOURCES.map((source) => path.join(NATIVE, name, source)));
}
