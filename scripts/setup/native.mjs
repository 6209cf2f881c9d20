// Our own add-ons. They are compiled here, once for each change of their sources.

import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const FOLDER = path.join(ROOT, 'native', 'whisper');
const BINARY = path.join(FOLDER, 'whisper.node');
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'build.rs', 'src'].map((name) => path.join(FOLDER, name));

/** @param {{ optional: boolean }} options when optional, a build that failed is not tried again before its sources change */
export function nativeStep({ optional }) {
  return {
    name: 'speech recognition add-on',
    optional,
    isDone: () => nativeIsBuilt() || (optional && readStamp('native')?.failedFor === hashOf(SOURCES)),
    run: async (log) => {
      const sources = hashOf(SOURCES);
      try {
        const { buildNative } = await import('../build-native.mjs');
        await buildNative({ log });
        noteBuilt(sources);
      } catch (error) {
        writeStamp('native', { failedFor: sources });
        throw error;
      }
    },
  };
}

/** Notes that the binary that is there belongs to these sources. */
export function noteBuilt(sources = hashOf(SOURCES)) {
  writeStamp('native', { sources, size: statSync(BINARY).size });
}

export function nativeIsBuilt() {
  if (!existsSync(BINARY)) return false;
  const stamp = readStamp('native');
  return stamp?.sources === hashOf(SOURCES) && stamp.size === statSync(BINARY).size;
}
