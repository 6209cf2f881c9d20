/** The personas there are: those that Sotto comes with, and the user's own, each a file. */

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SottoFault } from '../contract/faults.ts';
import { type PersonaFile, type PersonaView, personaFile } from '../contract/personas.ts';
import type { Settings } from '../contract/settings.ts';
import { packageRoot } from '../engine/engine.ts';

const SHIPPED = join(packageRoot, 'resources', 'personas');
const MOST = 100;

export interface Kept {
  readonly id: string;
  readonly origin: PersonaView['origin'];
  readonly file: PersonaFile;
}

export class PersonaShelf {
  readonly #folder: string;
  /** As they were when they were last looked at. */
  known: readonly Kept[] = [];

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'personas');
  }

  /** Those that Sotto comes with first. A file that is none is left out. */
  async all(): Promise<readonly Kept[]> {
    this.known = [...(await read(SHIPPED, 'shipped')), ...(await read(this.#folder, 'own'))];
    return this.known;
  }

  /** @throws SottoFault `bad-params` */
  async find(id: string): Promise<Kept> {
    const found = (await this.all()).find((kept) => kept.id === id);
    if (found === undefined) throw new SottoFault('bad-params', `There is no persona ${id}.`);
    return found;
  }

  /** Under its name; the same name again replaces it. @throws SottoFault `storage-read-only` */
  async keep(file: PersonaFile): Promise<Kept> {
    const name = fileNameOf(file.name);
    const own = await read(this.#folder, 'own');
    const kept: Kept = { id: `own/${name}`, origin: 'own', file };
    if (own.length >= MOST && !own.some(({ id }) => id === kept.id)) {
      throw new SottoFault('bad-params', `There are ${MOST} personas of your own already. Remove one first.`);
    }
    const path = join(this.#folder, `${name}.json`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
      await rename(`${path}.new`, path);
    } catch (error) {
      throw new SottoFault('storage-read-only', `The persona cannot be written to ${path}.`, { cause: error });
    }
    await this.all();
    return kept;
  }

  /** @throws SottoFault `bad-params` for one that Sotto comes with. */
  async remove(id: string): Promise<void> {
    const { origin } = await this.find(id);
    if (origin === 'shipped') throw new SottoFault('bad-params', 'A persona that Sotto comes with cannot be removed.');
    await rm(join(this.#folder, `${id.replace(/^own\//, '')}.json`), { force: true });
    await this.all();
  }
}

/** @throws SottoFault `bad-input` naming what is wrong. */
export function parsePersona(content: string): PersonaFile {
  let given: unknown;
  try {
    given = JSON.parse(content);
  } catch (error) {
    throw new SottoFault('bad-input', 'This file is no persona: it is not JSON.', { cause: error });
  }
  const parsed = personaFile.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SottoFault('bad-input', `This file is no persona: ${issue?.path.join('.')}: ${issue?.message}`);
}

export function personaView({ id, origin, file }: Kept, settings: Settings): PersonaView {
  const { name, about } = file;
  return { id, name, about, origin, isInUse: isWithin(file.settings, settings) };
}

/** The present manner, as a file. */
export function presentPersona(
  { persona, voice, reply, models }: Settings,
  { name, about }: { readonly name: string; readonly about: string },
): PersonaFile {
  const { tts, llm } = models;
  const chosen = { ...(tts === undefined ? {} : { tts }), ...(llm === undefined ? {} : { llm }) };
  return {
    ...{ format: 'sotto-persona', version: 1, name, about },
    settings: { persona, voice, reply, ...(Object.keys(chosen).length === 0 ? {} : { models: chosen }) },
  };
}

/** Whether everything that is said in `part` is so in `whole`. */
function isWithin(part: object, whole: object): boolean {
  const values = whole as Record<string, unknown>;
  return Object.entries(part).every(([key, value]) => {
    const there = values[key];
    const isGroup = typeof value === 'object' && value !== null && typeof there === 'object' && there !== null;
    return isGroup ? isWithin(value, there) : isDeepStrictEqual(value, there);
  });
}

async function read(folder: string, origin: Kept['origin']): Promise<readonly Kept[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const found = await Promise.all(
    names.slice(0, MOST).map(async (name): Promise<readonly Kept[]> => {
      try {
        const file = parsePersona(await readFile(join(folder, name), 'utf8'));
        return [{ id: `${origin}/${name.slice(0, -'.json'.length)}`, origin, file }];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'persona' : plain;
}
