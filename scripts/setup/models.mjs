// The models, through Sotto's own model manager: it downloads, verifies and converts.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeBinary, ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const CATALOGUE = path.join(ROOT, 'models', 'catalog.json');
const SOTTO = path.join(ROOT, 'cli', 'main.ts');

const SETS = ['starter', 'for-tests'];

/** @param {'starter' | 'for-tests'} set */
export function modelsStep(set) {
  return {
    name: `models (${set === 'starter' ? 'the smallest usable set' : 'what the tests need'})`,
    isDone: () => setIsInstalled(set),
    run: async () => {
      await sotto(['models', 'install', `--${set}`]);
      await noteInstalled(set);
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

async function noteInstalled(set) {
  writeStamp(`models-${set}`, { catalogue: hashOf([CATALOGUE]), home: home(), folders: await installedFolders() });
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
  if (stamp === undefined || stamp.home !== home()) return false;
  return (
    stamp.catalogue === hashOf([CATALOGUE]) &&
    stamp.folders.every((folder) => existsSync(path.join(folder, 'manifest.json')))
  );
}

async function installedFolders() {
  const { code, output } = await run(nodeBinary(), [SOTTO, 'models', 'list', '--json'], {
    env: { NODE_NO_WARNINGS: '1' },
  });
  if (code !== 0) return [];
  const folders = [];
  for (const line of output.split('\n')) {
    try {
      const value = JSON.parse(line);
      for (const model of value.models ?? [value]) if (typeof model.folder === 'string') folders.push(model.folder);
    } catch {
      // A line for people.
    }
  }
  return folders;
}
