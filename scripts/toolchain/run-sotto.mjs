// Runs the `sotto` command in place of this process: its terminal, its exit code, its signals.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeBinary, packageDir, ROOT } from './places.mjs';

const SOURCE = path.join(ROOT, 'cli', 'main.ts');
const COMPILED = path.join(ROOT, 'out', 'cli', 'main.js');

/** @type {readonly NodeJS.Signals[]} */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Node refuses to erase types in installed packages. */
const IS_INSTALLED = ROOT.split(path.sep).includes('node_modules');

/**
 * Runs the sources in a checkout, and what was compiled from them in an installed package.
 * @param {readonly string[]} args
 */
export function runSotto(args) {
  const entry = IS_INSTALLED || !existsSync(SOURCE) ? COMPILED : SOURCE;
  if (!existsSync(packageDir('zod')) || !existsSync(entry)) {
    console.error('Sotto is not set up in this folder yet. Run: npm run setup');
    process.exitCode = 1;
    return;
  }
  // Older versions of Node call type stripping experimental: not our user's concern.
  const child = spawn(nodeBinary(), ['--disable-warning=ExperimentalWarning', entry, ...args], { stdio: 'inherit' });
  // The command decides what a signal means, and we wait for it. A terminal sends Ctrl-C to both of us; the command
  // takes the two for one.
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Cannot start Node: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal === null) return;
    for (const each of PASSED_ON) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}
