/** The models of a data folder, with the catalogue that this version brings. */

import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { type ModelLibrary, openModelLibrary } from './model-library.ts';

export const catalogueFile: string = join(packageRoot, 'models', 'catalog.json');

export function openLibrary(dataDir: string): Promise<ModelLibrary> {
  return openModelLibrary({ dataDir, catalogueFile });
}
