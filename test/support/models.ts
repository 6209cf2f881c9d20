/** Installed models for tests that need real weights. Set-up installs those that test-models.json names. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataDir } from '../../engine/base/data-dir.ts';
import { type InstalledModel, ModelStore } from '../../engine/models/store.ts';

/** A store inside the checkout, for development and continuous integration. */
const CHECKOUT_DATA_DIR = join(import.meta.dirname, '..', '..', '.sotto');

/** `$SOTTO_HOME`, else the checkout's own store where there is one, else the user's. */
export function testDataDir(): string {
  if (process.env['SOTTO_HOME']) return dataDir();
  return existsSync(join(CHECKOUT_DATA_DIR, 'models')) ? CHECKOUT_DATA_DIR : dataDir();
}

/** The folder of an installed model. Throws, telling what to do, when it is not there. */
export async function installedModel(id: string): Promise<string> {
  return (await locateModel(id)).folder;
}

/** The absolute path of the file with a role, such as `model` or `tokens`. */
export async function installedModelFile(id: string, role: string = 'model'): Promise<string> {
  const { folder, manifest } = await locateModel(id);
  const file = manifest.description.produces.find((produced) => produced.role === role);
  if (file === undefined) throw new Error(`${id} has no file with the role "${role}"`);
  return join(folder, file.path);
}

async function locateModel(id: string): Promise<InstalledModel> {
  try {
    return await new ModelStore(testDataDir()).locate(id);
  } catch (cause) {
    throw new Error(`The test needs the model ${id}. Run: npm run setup`, { cause });
  }
}
