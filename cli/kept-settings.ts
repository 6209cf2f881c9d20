/** What is asked for aloud, such as another pace, stays: in the settings of the next time, and in the engine that runs. */

import type { Settings } from '../contract/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { obeyPolicy } from '../host/policy/policy-in-force.ts';
import { changeSettings } from '../host/settings-file.ts';

/** @param load the settings, with what the command line says on top. */
export function keepSettings(
  dataDir: string,
  load: () => Promise<Settings>,
  engine: () => Engine | undefined,
): (patch: Readonly<Record<string, unknown>>) => Promise<void> {
  return async (patch) => {
    await changeSettings(dataDir, patch, await obeyPolicy());
    engine()?.adopt(await load());
  };
}
