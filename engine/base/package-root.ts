/** Where Sotto's own files lie: beside the sources, or beside what was compiled from them. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const packageRoot: string = findUp(import.meta.dirname, 'package.json');

function findUp(folder: string, name: string): string {
  if (existsSync(join(folder, name))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`There is no ${name} above ${import.meta.dirname}.`);
  return findUp(parent, name);
}
