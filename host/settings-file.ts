/** The user's settings: a JSON file in the data folder, with what the command line says on top. */

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
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
  const path = settingsFile(dataDir);
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

/**
 * Writes what the user changed, and nothing else, so that defaults can get better.
 * @param patch part of the settings in their shape; `null` sets a value back to its default.
 * @throws SottoFault `bad-params` naming what is wrong; the file is then as it was.
 */
export async function changeSettings(dataDir: string, patch: Readonly<Record<string, unknown>>): Promise<Settings> {
  const path = settingsFile(dataDir);
  const changed = merge(await readJson(path), patch);
  const parsed = settings.safeParse(changed);
  if (!parsed.success) {
    throw new SottoFault('bad-params', `These settings are not valid: ${z.prettifyError(parsed.error)}`);
  }
  await mkdir(dataDir, { recursive: true });
  await writeWhole(path, `${JSON.stringify(changed, null, 2)}\n`);
  return parsed.data;
}

function settingsFile(dataDir: string): string {
  return join(dataDir, 'settings.json');
}

/** A list is one value; an object is merged. Keys that reach into prototypes are not settings. */
function merge(before: unknown, patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged = new Map(isPlainObject(before) ? Object.entries(before) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, isPlainObject(value) ? merge(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Old or new, never half. Only for this user's eyes: a key for a server may be in it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`;
  try {
    const file = await open(fresh, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw new SottoFault('storage-read-only', `The settings cannot be written to ${path}.`, { cause: error });
  }
}
