// What electron-builder leaves in the application, and users have no use for.

import { rmSync } from 'node:fs';
import path from 'node:path';

/** Of Electron's own distribution: an app that starts other apps, and a mark for its installer. */
const LEFTOVERS = ['resources/default_app.asar', 'version'];

/** @param {{ appOutDir: string }} context */
export async function afterPack({ appOutDir }) {
  for (const name of LEFTOVERS) rmSync(path.join(appOutDir, name), { recursive: true, force: true });
}
