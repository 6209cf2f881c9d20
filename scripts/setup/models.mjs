// The models, through Sotto's own model manager: it downloads, verifies and converts.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nodeBinary, ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const CATALOGUE = path.join(ROOT, 'models', 'catalog.json');
const TEST_MODELS = path.join(ROOT, 'test', 'support', 'test-models.json');
const SOTTO = path.join(ROOT, 'cli', 'main.ts');

const SETS = ['recommended', 'for-tests'];

/** @param {'recommended' | 'for-tests'} set */
export function modelsStep(set) {
  return {
    name: `models (${set === 'recommended' ? 'what fits this machine' : 'what the tests need'})`,
    isDone: () => setIsInstalled(set),
    run: async () => {
      const ids = idsOf(set);
      await sotto(['models', 'install', ...ids]);
      await noteInstalled(set, ids);
    },
  };
}

/** Imports the models of a bundle; what it brought then counts as every set. */
export async function importModels(bundle) {
  await sotto(['models', 'bundle', 'import', bundle]);
  for (const set of SETS) await noteInstalled(set);
}

async function sotto(args) {
  const env = { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };
  const { code } = await run(nodeBinary(), [SOTTO, ...args], { show: true, env });
  if (code !== 0)
    throw new Error('not all are there; see above. What has arrived is kept: run the same command again to go on.');
}

/** Without an id, Sotto chooses what suits the machine. */
function idsOf(set) {
  return set === 'for-tests' ? JSON.parse(readFileSync(TEST_MODELS, 'utf8')) : [];
}

async function noteInstalled(set, ids = []) {
  const folders = (await installedModels())
    .filter(({ description }) => ids.length === 0 || ids.includes(description.id))
    .map(({ folder }) => folder);
  writeStamp(`models-${set}`, { madeFrom: hashOf(madeFrom(set)), home: home(), folders });
}

/** What decides which models a set has, and what is in them. */
function madeFrom(set) {
  return set === 'for-tests' ? [CATALOGUE, TEST_MODELS] : [CATALOGUE];
}

function home() {
  return process.env.SOTTO_HOME ?? '';
}

/** Whether any set is there: then what it takes to get models is there too. */
export function modelsAreInstalled() {
  return SETS.some(setIsInstalled);
}

function setIsInstalled(set) {
  const stamp = readStamp(`models-${set}`);
  if (stamp === undefined || stamp.home !== home() || stamp.madeFrom !== hashOf(madeFrom(set))) return false;
  return stamp.folders.length > 0 && stamp.folders.every((folder) => existsSync(path.join(folder, 'manifest.json')));
}

async function installedModels() {
  const args = [SOTTO, 'models', 'list', '--installed', '--json'];
  const { code, output } = await run(nodeBinary(), args, { env: { NODE_NO_WARNINGS: '1' } });
  if (code !== 0) throw new Error(`the installed models cannot be listed: ${output.trim()}`);
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'model.listed');
}
