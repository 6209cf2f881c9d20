// Who imports whom, against .dependency-cruiser.cjs.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeBinary, packageBin, ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';

const FOLDERS = ['contract', 'engine', 'host', 'server', 'electron', 'cli', 'renderer', 'test', 'scripts', 'bin'];

/**
 * @param {string} [tree] the folder to look at; it holds its own package.json and tsconfig.base.json
 * @returns {Promise<{ ok: boolean, output: string, rules: string[] }>} `rules`: the names of the broken ones
 */
export async function checkLayers(tree = ROOT) {
  const folders = FOLDERS.filter((folder) => existsSync(path.join(tree, folder)));
  const config = path.join(ROOT, '.dependency-cruiser.cjs');
  const cruiser = packageBin('dependency-cruiser', 'depcruise');
  const args = [cruiser, ...folders, '--config', config, '--output-type', 'json'];
  const { output } = await run(nodeBinary(), args, { cwd: tree, env: { NODE_NO_WARNINGS: '1' } });
  let summary;
  try {
    summary = JSON.parse(output).summary;
  } catch {
    return { ok: false, output, rules: [] };
  }
  // With a compiler it does not know, the cruiser sees nothing and is content.
  if (summary.totalCruised === 0) return { ok: false, output: 'The import checker saw no module at all.', rules: [] };
  const violations = summary.violations.filter(({ rule }) => rule.severity === 'error');
  const lines = violations.map(({ rule, from, to, cycle }) => {
    const target = cycle ? cycle.map(({ name }) => name).join(' → ') : to;
    return `${rule.name}: ${from} → ${target}`;
  });
  return { ok: violations.length === 0, output: lines.join('\n'), rules: violations.map(({ rule }) => rule.name) };
}
