// Everything that is checked without running Sotto, cheapest first.

import { nodeBinary, packageBin } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';
import { checkHouseRules } from './house-rules.mjs';
import { checkLayers } from './layers.mjs';

/**
 * @typedef {{ name: string, ok: boolean, output: string, ms: number }} CheckResult
 * @type {readonly { name: string, what: string, check: (fix: boolean) => Promise<{ ok: boolean, output: string }> }[]}
 */
const CHECKS = [
  { name: 'house', what: 'file size, file names, nothing of one machine', check: async () => checkHouseRules() },
  {
    name: 'format and lint',
    what: 'Biome',
    check: (fix) => tool('@biomejs/biome', 'biome', ['check', '--error-on-warnings', ...(fix ? ['--write'] : [])]),
  },
  {
    name: 'types',
    what: 'TypeScript, one project a layer',
    check: () => tool('@typescript/native', 'tsc', ['-b', '--pretty', 'false']),
  },
  {
    name: 'promises',
    what: 'oxlint with types: promises and exhaustive switches',
    check: () => tool('oxlint', 'oxlint', ['--type-aware', '--deny-warnings']),
  },
  { name: 'layers', what: 'who imports whom', check: () => checkLayers() },
  { name: 'dead code', what: 'knip', check: () => tool('knip', 'knip', ['--no-progress']) },
];

/**
 * @param {{ fix: boolean, onResult: (result: CheckResult) => void }} options
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks({ fix, onResult }) {
  const results = [];
  for (const { name, check } of CHECKS) {
    const startedAt = performance.now();
    const { ok, output } = await check(fix);
    const result = { name, ok, output: output.trim(), ms: performance.now() - startedAt };
    results.push(result);
    onResult(result);
  }
  return results;
}

async function tool(packageName, command, args) {
  const { code, output } = await run(nodeBinary(), [packageBin(packageName, command), ...args]);
  return { ok: code === 0, output };
}
