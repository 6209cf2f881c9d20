// Where a Rust that is new enough lies.

import path from 'node:path';
import { run } from './run.mjs';

/** What the crates in native/ need: `rust-version` of the packages they build on. */
export const RUST_MINOR = 88;

/**
 * The environment in which `rustc` and `cargo` are new enough, or undefined. A rustup without a toolchain, or an old one,
 * may stand before the system's own on the search path.
 * @returns {Promise<Record<string, string> | undefined>}
 */
export async function rustEnvironment() {
  const searchPath = process.env.PATH ?? '';
  for (const PATH of [searchPath, ['/usr/bin', searchPath].join(path.delimiter)]) {
    if (await isNewEnough({ PATH })) return { PATH };
  }
  return undefined;
}

async function isNewEnough(env) {
  const { code, output } = await run('rustc', ['--version'], { env });
  const version = /rustc 1\.(\d+)/.exec(output);
  if (code !== 0 || Number(version?.[1]) < RUST_MINOR) return false;
  return (await run('cargo', ['--version'], { env })).code === 0;
}
