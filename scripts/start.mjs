// npm start: sets up what is missing and builds, then opens the window; without a display it serves the same pages.
// After a set-up that had something to do, a spoken question is answered first where there is no window: it works.
//
//   npm start -- --sample   answers a spoken question in the terminal instead
//   npm start -- --serve    serves the pages, also where there is a display

import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build/build.mjs';
import { setUp } from './setup/set-up.mjs';
import { electronBinary, nodeBinary, ROOT } from './toolchain/places.mjs';
import { endOnInterrupt, run } from './toolchain/run.mjs';
import { runSotto } from './toolchain/run-sotto.mjs';

const args = process.argv.slice(2);
const wantsSample = args.includes('--sample');
const wantsWindow = !wantsSample && !args.includes('--serve') && hasDisplay();

const SAMPLE = ['ask', '--sample', '--real-time', '--timing'];

const giveBack = endOnInterrupt('Stopped. Run npm start again to go on from here.');
try {
  const setUpWas = await setUp({ use: 'assistant', electron: wantsWindow });
  if (!wantsSample) await buildAll();
  if (setUpWas === 'done' && !wantsSample && !wantsWindow) {
    await run(nodeBinary(), [path.join(ROOT, 'bin', 'sotto.mjs'), ...SAMPLE], { show: true });
  }
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

giveBack();
const binary = wantsWindow ? electronBinary() : undefined;
if (wantsSample) runSotto([...SAMPLE, ...args.filter((arg) => arg !== '--sample')]);
else if (binary !== undefined && !isRoot()) openWindow(binary);
else runSotto(['serve', '--local', ...args.filter((arg) => arg !== '--serve')]);

async function buildAll() {
  const { ok, output } = await build();
  if (!ok) throw new Error(`Sotto cannot be built:\n${output}`);
}

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Electron refuses to give the administrator a window without switching its sandbox off, and so do we. */
function isRoot() {
  return process.getuid?.() === 0;
}

function openWindow(binary) {
  const child = spawn(binary, [ROOT], { stdio: 'inherit' });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
}
