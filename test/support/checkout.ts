/** Where the repository is, for a test that runs from its source and for one that runs compiled, in `out/`. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const CHECKOUT: string = findCheckout(import.meta.dirname);

/** A file below test/fixtures. */
export function fixturePath(...parts: readonly string[]): string {
  return join(CHECKOUT, 'test', 'fixtures', ...parts);
}

function findCheckout(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('The tests do not run inside the repository.');
  return findCheckout(dirname(folder));
}
