// Sets up from a bundle: no network is needed, nor asked.

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../toolchain/places.mjs';
import { extractExtra, extrasOf } from './bundle-reader.mjs';
import { importModels } from './models.mjs';
import { PAYLOAD_NAME, restorePayload } from './payload.mjs';

/** @param {string} bundle @param {(text: string) => void} log */
export async function restoreBundle(bundle, log) {
  const extras = await extrasOf(bundle);
  const payload = extras.find(({ name }) => name === PAYLOAD_NAME);
  if (payload !== undefined) {
    log('checking the bundle');
    const archive = path.join(ROOT, '.sotto', 'scratch', 'payload.tar.gz');
    await mkdir(path.dirname(archive), { recursive: true });
    await extractExtra(bundle, payload, archive);
    await restorePayload(archive, log);
    await rm(archive, { force: true });
  } else {
    const others = extras.map(({ name }) => name).filter((name) => name.startsWith('set-up/'));
    log(
      `It holds no packages for this kind of machine${others.length > 0 ? ` (only ${others.join(', ')})` : ''}; only models.`,
    );
  }
  log('importing models');
  await importModels(path.resolve(bundle));
}
