/** The user's settings: a JSON file in the data folder, with what the command line says on top. */

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SottoFault } from '../contract/faults.ts';
import type { Settings } from '../contract/settings.ts';
import { type Policy, refuseLocked, resolveSettings } from './policy/policy.ts';
import { obeyPolicy } from './policy/policy-in-force.ts';

export interface SettingsOverrides {
  readonly stt?: string | undefined;
  readonly llm?: string | undefined;
  readonly voice?: string | undefined;
  readonly language?: string | undefined;
  /** What the caller itself sets otherwise, in the shape of the settings: only refused where it is locked. */
  readonly setByCaller?: Readonly<Record<string, unknown>>;
}

/**
 * What counts on this machine: the policy, the user's file and the command line together.
 * @throws SottoFault `bad-input` naming the setting that is wrong; `policy-invalid` where the policy cannot be followed;
 * `policy-locked` where the command line asks for what is locked.
 */
export async function loadSettings(dataDir: string, overrides: SettingsOverrides = {}): Promise<Settings> {
  const policy = await obeyPolicy();
  refuseLocked(asPatch(overrides), policy);
  refuseLocked(overrides.setByCaller ?? {}, policy);
  return loadSettingsUnder(policy, dataDir, overrides);
}

/** As `loadSettings`, under a policy that was read before. */
export async function loadSettingsUnder(
  policy: Policy | undefined,
  dataDir: string,
  overrides: SettingsOverrides = {},
): Promise<Settings> {
  const path = settingsFile(dataDir);
  const parsed = resolveSettings(await readJson(path), policy);
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

/** A model of one's own choice also replaces a server. */
function asPatch({ stt, llm, voice, language }: SettingsOverrides): Record<string, unknown> {
  const models = Object.entries({ stt, llm, tts: voice }).filter(([, id]) => id !== undefined);
  return {
    ...(models.length === 0 ? {} : { models: Object.fromEntries(models) }),
    ...(llm === undefined ? {} : { server: null }),
    ...(language === undefined ? {} : { language }),
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
 * @throws SottoFault `bad-params` naming what is wrong, or `policy-locked`; the file is then as it was.
 */
export async function changeSettings(
  dataDir: string,
  patch: Readonly<Record<string, unknown>>,
  policy?: Policy,
): Promise<Settings> {
  refuseLocked(patch, policy);
  const path = settingsFile(dataDir);
  const changed = merge(await readJson(path), patch);
  const parsed = resolveSettings(changed, policy);
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
