/** A data folder with the installed models, and settings that name a language model server. */

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testDataDir } from './models.ts';
import type { TestFolder } from './test-folder.ts';

export async function homeWithServer(
  folder: TestFolder,
  name: string,
  baseUrl: string,
): Promise<{ readonly SOTTO_HOME: string }> {
  const home = folder.file(name);
  await mkdir(home);
  await symlink(join(testDataDir(), 'models'), join(home, 'models'));
  await writeFile(join(home, 'settings.json'), JSON.stringify({ server: { baseUrl, model: 'any' } }));
  return { SOTTO_HOME: home };
}
