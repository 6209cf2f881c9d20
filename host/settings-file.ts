/** The user's settings: a JSON file in the data folder, with what the command line says on top. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../contract/faults.ts';
import { type Settings, settings } from '../contract/settings.ts';

export interface SettingsOverrides {
  readonly stt?: string | undefined;
  readonly llm?: string | undefined;
  readonly voice?: string | undefined;
  readonly language?: string | undefined;
}

/** @throws SottoFault `bad-input` naming the setting that is wrong. */
export async function loadSettings(dataDir: string, overrides: SettingsOverrides = {}): Promise<Settings> {
  const path = join(dataDir, 'settings.json');
  const parsed = settings.safeParse(await readJson(path));
  if (!parsed.success) {
    throw new SottoFault('bad-input', `The settings in ${path} are not valid: ${z.prettifyError(parsed.error)}`);
  }
  const { stt = parsed.data.models.stt, llm = parsed.data.models.llm, voice = parsed.data.models.tts } = overrides;
  return {
    ...parsed.data,
    // A local model asked for by name is meant, even where a server is configured.
    server: overrides.llm === undefined ? parsed.data.server : undefined,
    models: { stt, llm, tts: voice },
    language: overrides.language ?? parsed.data.language,
  };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new SottoFault('bad-input', `The settings in ${path} cannot be read.`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SottoFault('bad-input', `The settings in ${path} are not JSON.`, { cause: error });
  }
}
