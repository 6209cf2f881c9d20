#!/usr/bin/env node
// The `sotto` command, under whatever Node the user has: the sources under our own Node where they are, else what was
// compiled from them.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeBinary, ROOT } from '../scripts/toolchain/places.mjs';

const SOURCE = path.join(ROOT, 'cli', 'main.ts');
const COMPILED = path.join(ROOT, 'out', 'cli', 'main.js');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const entry = existsSync(SOURCE) ? SOURCE : COMPILED;
if (!existsSync(path.join(ROOT, 'node_modules')) || !existsSync(entry)) {
  console.error('Sotto is not set up in this folder yet. Run: npm run setup');
  process.exit(1);
}

let node;
try {
  node = nodeBinary();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

// Type stripping is said to be experimental on the older of the Node versions that we may meet: not our user's concern.
const flags = ['--disable-warning=ExperimentalWarning'];
const child = spawn(node, [...flags, entry, ...process.argv.slice(2)], { stdio: 'inherit' });
// The terminal sends Ctrl-C to both of us: the command decides what it means and we wait for it.
for (const signal of SIGNALS) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
child.on('error', (error) => {
  console.error(`Cannot start ${node}: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exitCode = code ?? 1;
  else {
    for (const each of SIGNALS) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  }
});
