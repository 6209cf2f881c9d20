/**
 * The models on this machine, one folder each. Invariants:
 * 1. A folder `<id>` is complete: it was built in `.staging` and came by one rename after every hash was known.
 * 2. Files are regular, read-only and have one name; nothing in the store is a link.
 * 3. Everything whose name starts with a dot belongs to installations under way and may be swept once they are dead.
 */

import { chmod, lstat, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { MODEL_ID_PATTERN } from './catalogue.ts';
import { MANIFEST_NAME, type ManifestFile, type ModelManifest, readManifest, writeManifest } from './manifest.ts';
import { modelAllowance } from './model-allowance.ts';
import { isProcessAlive } from './process-alive.ts';
import { sha256File } from './sha256.ts';

/** Staging folders of this very process: its id may have been another's before, in containers even regularly. */
const ownStaging = new Set<string>();

/** Parts that nobody continued for this long are given up. */
const PART_KEPT_MS = 14 * 24 * 3600 * 1000;

export interface InstalledModel {
  readonly id: string;
  readonly folder: string;
  readonly manifest: ModelManifest;
}

export interface FileProblem {
  readonly path: string;
  readonly problem: 'missing' | 'not-a-file' | 'wrong-size' | 'wrong-hash';
}

export interface Verification {
  readonly id: string;
  readonly problems: readonly FileProblem[];
}

export class ModelStore {
  readonly modelsDir: string;

  constructor(dataDir: string) {
    this.modelsDir = join(dataDir, 'models');
  }

  get partsDir(): string {
    return join(this.modelsDir, '.parts');
  }

  get locksDir(): string {
    return join(this.modelsDir, '.locks');
  }

  get #stagingDir(): string {
    return join(this.modelsDir, '.staging');
  }

  folderOf(id: string): string {
    if (!MODEL_ID_PATTERN.test(id)) {
      throw new SottoFault('model-unknown', `${JSON.stringify(id)} is not a model id.`, { stage: 'models' });
    }
    return join(this.modelsDir, id);
  }

  /** A new empty folder that only this process uses. Its name carries the process id, for `sweep`. */
  async createStaging(label: string): Promise<string> {
    const folder = join(this.#stagingDir, `${label}-${process.pid}-${ownStaging.size + 1}`);
    ownStaging.add(folder);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Removes what dead installations left, and parts nobody came back for. */
  async sweep(nowMs: number): Promise<void> {
    for (const name of await namesIn(this.#stagingDir)) {
      const folder = join(this.#stagingDir, name);
      const pid = Number(/-(\d+)-\d+$/.exec(name)?.[1] ?? 0);
      if (pid === process.pid ? ownStaging.has(folder) : pid > 0 && isProcessAlive(pid)) continue;
      await rm(folder, { recursive: true, force: true });
    }
    for (const name of await namesIn(this.partsDir)) {
      const path = join(this.partsDir, name);
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && nowMs - found.mtimeMs > PART_KEPT_MS) await rm(path, { force: true });
    }
  }

  /** What is installed, by id. Folders without a readable manifest are left out; `verify` tells about them. */
  async list(): Promise<readonly InstalledModel[]> {
    const found: InstalledModel[] = [];
    for (const id of (await namesIn(this.modelsDir)).sort()) {
      if (!MODEL_ID_PATTERN.test(id)) continue;
      const manifest = await readManifest(this.folderOf(id), id).catch(() => undefined);
      if (manifest !== undefined) found.push({ id, folder: this.folderOf(id), manifest });
    }
    return found;
  }

  /**
   * The folder of a model whose files all have the recorded size. Throws `model-missing`, `model-corrupt` or `policy-locked`.
   */
  async locate(id: string): Promise<InstalledModel> {
    const folder = this.folderOf(id);
    const manifest = await readManifest(folder, id);
    modelAllowance.check(id, manifest.files);
    for (const file of manifest.files) {
      const problem = await findProblem(folder, file);
      if (problem === undefined) continue;
      throw new SottoFault(
        'model-corrupt',
        `The model ${id} is damaged (${file.path}: ${problem}). Run: sotto models install ${id} --again`,
        { stage: 'models' },
      );
    }
    return { id, folder, manifest };
  }

  /** Reads and hashes every file. Throws `model-missing` when there is no such model. */
  async verify(id: string, signal?: AbortSignal): Promise<Verification> {
    const folder = this.folderOf(id);
    const manifest = await readManifest(folder, id);
    const problems: FileProblem[] = [];
    for (const file of manifest.files) {
      const problem = (await findProblem(folder, file)) ?? (await findHashProblem(folder, file, signal));
      if (problem !== undefined) problems.push({ path: file.path, problem });
    }
    return { id, problems };
  }

  /** Throws `model-missing` when there is no such model. */
  async remove(id: string): Promise<void> {
    const folder = this.folderOf(id);
    const exists = await lstat(folder).then(
      () => true,
      () => false,
    );
    if (!exists) await readManifest(folder, id);
    await this.#setAside(folder, id);
  }

  /**
   * Turns a staged folder into the installed model: hashes what is there, makes it read-only and durable, writes the
   * manifest, renames. An installed model of the same id is replaced. Throws `model-corrupt` when a file that the
   * description promises is not there.
   */
  async land(
    staged: string,
    about: Omit<ModelManifest, 'formatVersion' | 'files'>,
    signal: AbortSignal,
  ): Promise<InstalledModel> {
    const files = await sealFiles(staged, signal);
    const { description } = about;
    for (const produced of description.produces) {
      if (files.some((file) => file.path === produced.path)) continue;
      throw new SottoFault('model-corrupt', `${description.id} was built without ${produced.path}.`, {
        stage: 'models',
      });
    }
    modelAllowance.check(description.id, files);
    const manifest: ModelManifest = { formatVersion: 1, ...about, files };
    await writeManifest(staged, manifest);
    await flushFolder(staged);
    const folder = this.folderOf(description.id);
    await this.#replace(staged, folder, description.id);
    await flushFolder(this.modelsDir);
    return { id: description.id, folder, manifest };
  }

  async #replace(staged: string, folder: string, id: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await rename(staged, folder);
        return;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? '';
        if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(code) || attempt === 3) throw error;
        await this.#setAside(folder, id);
      }
    }
  }

  /** Takes a folder out of the store in one step; deleting it file by file happens where nobody looks. */
  async #setAside(folder: string, id: string): Promise<void> {
    const aside = join(await this.createStaging(`${id}-removed`), 'model');
    await rename(folder, aside).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(dirname(aside), { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function findProblem(folder: string, file: ManifestFile): Promise<FileProblem['problem'] | undefined> {
  const found = await lstat(join(folder, file.path)).catch(() => undefined);
  if (found === undefined) return 'missing';
  if (!found.isFile() || found.nlink > 1) return 'not-a-file';
  return found.size === file.size ? undefined : 'wrong-size';
}

async function findHashProblem(
  folder: string,
  file: ManifestFile,
  signal?: AbortSignal,
): Promise<FileProblem['problem'] | undefined> {
  return (await sha256File(join(folder, file.path), signal)) === file.sha256 ? undefined : 'wrong-hash';
}

async function sealFiles(folder: string, signal: AbortSignal): Promise<ManifestFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files: ManifestFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const relative = path.slice(folder.length + 1).replaceAll('\\', '/');
    if (relative === MANIFEST_NAME) continue;
    if (!entry.isFile())
      throw new SottoFault('model-corrupt', `${relative} is not a regular file.`, { stage: 'models' });
    const sha256 = await sha256File(path, signal);
    await flushFile(path);
    // Whole seconds survive every file system and archive.
    const now = Math.floor(Date.now() / 1000);
    await utimes(path, now, now);
    await chmod(path, 0o444);
    const { size, mtimeMs } = await stat(path);
    files.push({ path: relative, size, sha256, mtimeMs });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function flushFile(path: string): Promise<void> {
  const handle = await open(path, 'r+').catch(() => undefined);
  await handle?.sync();
  await handle?.close();
}

/** Windows cannot open folders; its renames are durable without this. */
async function flushFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
