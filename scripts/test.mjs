// npm test [-- --only PATTERN] [--unit] [--no-check] [--no-electron] [--no-setup]
//
// Sets up what the tests need, checks, then runs every test file under Node, and those of the engine once more,
// compiled, under Electron's own Node.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build/build.mjs';
import { runChecks } from './check/checks.mjs';
import { setUp } from './setup/set-up.mjs';
import { printFile, printSummary } from './test/report.mjs';
import { runTestFile } from './test/run-test-file.mjs';
import { alsoUnderElectron, limitMs, matches, needsBuild, needsModels, testFiles } from './test/test-files.mjs';
import { electronBinary, nodeBinary, ROOT } from './toolchain/places.mjs';
import { endOnInterrupt } from './toolchain/run.mjs';

/** Two at a time: on two cores a third only makes the others wait. */
const CONCURRENCY = 2;
/** Without this one in a hundred processes never ends: https://github.com/nodejs/node/issues/54918 */
const ELECTRON_FLAGS = ['--single-threaded'];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    unit: { type: 'boolean', default: false },
    'no-check': { type: 'boolean', default: false },
    'no-electron': { type: 'boolean', default: false },
    'no-setup': { type: 'boolean', default: false },
  },
});

endOnInterrupt('Stopped.');

if (!options['no-setup']) await setUpOrExit();
const startedAt = performance.now();
const results = [];
if (!options['no-check'] && options.only === undefined) results.push(await check());

const files = testFiles()
  .filter((file) => options.only === undefined || matches(file, options.only))
  .filter((file) => !(options.unit && needsModels(file)))
  .filter((file) => !(options['no-electron'] && needsBuild(file)));
if (files.some(needsBuild)) await buildOrExit();
await runAll(files.map(underNode));
if (!options['no-electron']) results.push(...(await underElectronAll(files.filter(alsoUnderElectron))));
process.exitCode = printSummary(results, performance.now() - startedAt);

async function setUpOrExit() {
  try {
    await setUp({ use: 'tests', models: !options.unit, electron: !options['no-electron'] });
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}

async function buildOrExit() {
  const { ok, output } = await build();
  if (ok) return;
  console.error(output);
  process.exit(1);
}

async function check() {
  const checks = await runChecks({ fix: false, onResult: () => {} });
  const failures = checks.filter(({ ok }) => !ok).map(({ name, output }) => ({ name, error: output }));
  const ms = checks.reduce((sum, result) => sum + result.ms, 0);
  const passed = checks.length - failures.length;
  const result = { file: 'npm run check', passed, failed: failures.length, skipped: 0, failures, skips: [], ms };
  printFile(result);
  return result;
}

async function underElectronAll(electronFiles) {
  if (electronFiles.length === 0) return [];
  const runtime = electronBinary();
  const { ok, output } = await build();
  const error = ok ? 'Electron is not installed. Run: npm run setup' : output;
  if (!ok || runtime === undefined) {
    const failures = [{ name: '(set-up)', error }];
    const result = { file: 'Electron', passed: 0, failed: 1, skipped: 0, failures, skips: [], ms: 0 };
    printFile(result);
    return [result];
  }
  await runAll(electronFiles.map((file) => underElectron(file, runtime)));
  return [];
}

function underNode(file) {
  return {
    file: path.join(ROOT, file),
    label: file,
    runtime: nodeBinary(),
    flags: [],
    env: {},
    limitMs: limitMs(file),
  };
}

function underElectron(file, runtime) {
  const compiled = path.join(ROOT, 'out', file.replace(/\.ts$/, '.js'));
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  return { file: compiled, label: `${file} (Electron)`, runtime, flags: ELECTRON_FLAGS, env, limitMs: limitMs(file) };
}

async function runAll(jobs) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const result = await runTestFile(job);
      results.push(result);
      printFile(result);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
