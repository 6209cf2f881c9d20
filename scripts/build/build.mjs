// Compiles every layer to out/ and puts the data files that the code reads by relative path beside the result.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../toolchain/files-below.mjs';
import { nodeBinary, packageBin, ROOT } from '../toolchain/places.mjs';
import { run } from '../toolchain/run.mjs';

const OUT = path.join(ROOT, 'out');
const FOLDERS = ['contract', 'engine', 'host', 'server', 'electron', 'cli', 'test', 'models', 'resources', 'native'];
/** Sources, their settings and what other tools leave; everything else is data. */
const NOT_DATA =
  /\.(ts|tsx|rs|md)$|(^|\/)(tsconfig\.json|Cargo\.(toml|lock)|README|\.gitkeep)$|(^|\/)(target|src|vendor|include)\//;

/** @returns {Promise<{ ok: boolean, output: string }>} */
export async function build() {
  const { code, output } = await run(nodeBinary(), [
    packageBin('@typescript/native', 'tsc'),
    '-b',
    '--pretty',
    'false',
  ]);
  if (code !== 0) return { ok: false, output };
  for (const folder of FOLDERS) await copyData(folder);
  return buildPages();
}

/** The pages, bundled into out/renderer. */
async function buildPages() {
  const config = path.join(ROOT, 'renderer', 'vite.config.ts');
  if (!existsSync(config)) return { ok: true, output: '' };
  const args = [packageBin('vite', 'vite'), 'build', '--config', config, '--logLevel', 'warn'];
  const { code, output } = await run(nodeBinary(), args);
  return { ok: code === 0, output };
}

async function copyData(folder) {
  for (const from of filesBelow(path.join(ROOT, folder))) {
    const file = path.relative(ROOT, from).replaceAll('\\', '/');
    if (!NOT_DATA.test(file)) await copyIfChanged(from, path.join(OUT, file));
  }
}

async function copyIfChanged(from, to) {
  const [source, target] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (target && target.size === source.size && target.mtimeMs >= source.mtimeMs) return;
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, to);
}
