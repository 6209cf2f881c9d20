import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SottoFault } from '../contract/faults.ts';
import { packageRoot } from '../engine/engine.ts';

const PACKER = join(packageRoot, 'scripts', 'pack-set-up.mjs');

/**
 * Packs what a checkout needs besides models to be set up without a network, into `target`. Returns the name under
 * which set-up looks for it in a bundle; undefined outside a checkout, where nothing is left to set up.
 */
export async function packSetUp(target: string, signal: AbortSignal): Promise<string | undefined> {
  if (!existsSync(PACKER)) return undefined;
  const child = spawn(process.execPath, [PACKER, target], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let name = '';
  let problem = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    name += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem = (problem + text).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return name.trim().split('\n').at(-1);
  throw new SottoFault('internal', `The packages could not be packed: ${problem.trim().split('\n').at(-1) ?? ''}`);
}
