// Where a Rust that is new enough lies.

import path from 'node:path';
import { run } from './run.mjs';

/** What the crates in native/ need: `rust-version` of the packages they build on. */
export const RUST_MINOR = 88;

const SYSTEM = '/usr/bin';

/**
 * The environment in which `rustc` and `cargo` are new enough, or undefined. A rustup without a toolchain, or an old one,
 * may stand before the system's own on the search path.
 * @returns {Promise<Record<string, string> | undefined>}
 */
export async function rustEnvironment() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const systemFirst = [...folders].sort((a, b) => Number(b === SYSTEM) - Number(a === SYSTEM));
  for (const order of [folders, systemFirst]) {
    const env = { PATH: order.join(path.delimiter) };
    if (await isNewEnough(env)) return env;
  }
  return undefined;
}

async function isNewEnough(env) {
  const { code, output } = await run('rustc', ['--version'], { env });
  const version = /rustc 1\.(\d+)/.exec(output);
  if (code !== 0 || Number(version?.[1]) < RUST_MINOR) return false;
  return (await run('cargo', ['--version'], { env })).code === 0;
}
