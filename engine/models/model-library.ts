/** Everything about models behind one object: what there is, what is here, getting it, checking it, moving it. */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { type BundleContents, type ExtraFile, exportBundle, importBundle } from './bundle.ts';
import { type Catalogue, type CatalogueEntry, findEntry, type ModelDescription, readCatalogue } from './catalogue.ts';
import { type Fit, judgeFit } from './fit.ts';
import { type ImportOptions, type ImportResult, importModel } from './import.ts';
import { type InstallOptions, installModel } from './install.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type Circumstances, recommendSet, withRequirements } from './recommend.ts';
import { probeSources } from './sources/probe.ts';
import { type InstalledModel, ModelStore, type Verification } from './store.ts';
import type { InstallProgress } from './transfer-progress.ts';

export interface ListedModel {
  readonly description: ModelDescription;
  /** In the catalogue, on this machine, or both. */
  readonly state: 'available' | 'installed';
  readonly origin: 'catalogue' | 'import';
  readonly installedBytes: number;
  readonly folder?: string;
  readonly fit: Fit;
}

export interface Progressing {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: InstallProgress) => void;
}

/** What is wrong with one model rather than with this machine or the request. */
const GIVES_WAY: ReadonlySet<string> = new Set([
  'source-unreachable',
  'hash-mismatch',
  'model-corrupt',
  'model-unsupported',
  'model-does-not-fit',
]);

export async function openModelLibrary(options: {
  /** The folder of `dataDir()`, or any other. */
  readonly dataDir: string;
  readonly catalogueFile: string;
  readonly machine?: Machine;
}): Promise<ModelLibrary> {
  const catalogue = await readCatalogue(options.catalogueFile);
  const store = new ModelStore(options.dataDir);
  await mkdir(store.modelsDir, { recursive: true });
  await store.sweep(Date.now());
  return new ModelLibrary(store, catalogue, options.machine ?? thisMachine());
}

export class ModelLibrary {
  readonly store: ModelStore;
  readonly catalogue: Catalogue;
  readonly machine: Machine;

  constructor(store: ModelStore, catalogue: Catalogue, machine: Machine) {
    this.store = store;
    this.catalogue = catalogue;
    this.machine = machine;
  }

  /** The catalogue in its order, then what was imported. */
  async list(): Promise<readonly ListedModel[]> {
    const installed = new Map((await this.store.list()).map((model) => [model.id, model]));
    const known = this.catalogue.models.map((entry) => {
      const here = installed.get(entry.id);
      installed.delete(entry.id);
      return here === undefined ? this.#available(entry) : this.#installed(here);
    });
    return [...known, ...[...installed.values()].map((model) => this.#installed(model))];
  }

  /** Complete and of the recorded sizes. Throws `model-missing` or `model-corrupt`. */
  locate(id: string): Promise<InstalledModel> {
    return this.store.locate(id);
  }

  /** Installs models and what they require, one after the other. Throws `model-unknown` before anything is fetched. */
  async install(
    ids: readonly string[],
    options: Progressing & Pick<InstallOptions, 'again'>,
  ): Promise<readonly InstalledModel[]> {
    const entries = new Map<string, CatalogueEntry>();
    for (const id of ids) {
      for (const entry of withRequirements(this.catalogue, findEntry(this.catalogue, id))) entries.set(entry.id, entry);
    }
    const archivesDir = join(await this.store.createStaging('archives'), 'packages');
    try {
      const installed: InstalledModel[] = [];
      for (const entry of entries.values()) {
        installed.push(await installModel(entry, { ...options, store: this.store, archivesDir }));
      }
      return installed;
    } finally {
      await rm(join(archivesDir, '..'), { recursive: true, force: true });
    }
  }

  /**
   * Installs the models to start with. One that cannot be had, or turns out not to be usable, gives way to the next best
   * of its kind; `onGivenUp` is told. Throws the reason when a kind has no other.
   */
  async installRecommended(
    options: Progressing & {
      readonly isLoadable?: (entry: CatalogueEntry) => boolean;
      readonly onGivenUp?: (id: string, fault: SottoFault) => void;
    },
  ): Promise<readonly InstalledModel[]> {
    const givenUp = new Set<string>();
    const isLoadable = (entry: CatalogueEntry): boolean =>
      !givenUp.has(entry.id) && (options.isLoadable?.(entry) ?? true);
    let wanted = await this.recommend({ signal: options.signal, isLoadable });
    const installed = new Map<string, InstalledModel>();
    for (let next = wanted[0]; next !== undefined; next = wanted.find(({ id }) => !installed.has(id))) {
      const entry = next;
      try {
        for (const model of await this.install([entry.id], options)) installed.set(model.id, model);
      } catch (error) {
        if (!(error instanceof SottoFault) || !GIVES_WAY.has(error.code) || givenUp.has(entry.id)) throw error;
        givenUp.add(entry.id);
        wanted = await this.recommend({ signal: options.signal, isLoadable });
        if (!wanted.some(({ kind }) => kind === entry.kind)) throw error;
        options.onGivenUp?.(entry.id, error);
      }
    }
    return [...installed.values()].filter(({ id }) => wanted.some((entry) => entry.id === id));
  }

  /** Hashes the files of the given models, or of all. */
  async verify(ids: readonly string[] | undefined, signal?: AbortSignal): Promise<readonly Verification[]> {
    const wanted = ids ?? (await this.store.list()).map((model) => model.id);
    const results: Verification[] = [];
    for (const id of wanted) results.push(await this.store.verify(id, signal));
    return results;
  }

  remove(id: string): Promise<void> {
    return this.store.remove(id);
  }

  /** Copies a model file of the user's own into the store once it passed its pre-parser. */
  import(path: string, options: Omit<ImportOptions, 'store' | 'machine'>): Promise<ImportResult> {
    return importModel(path, { ...options, store: this.store, machine: this.machine });
  }

  exportBundle(
    file: string,
    options: { readonly ids?: readonly string[]; readonly extras?: readonly ExtraFile[]; readonly signal: AbortSignal },
  ): Promise<BundleContents> {
    return exportBundle(this.store, file, options);
  }

  importBundle(
    file: string,
    options: { readonly extrasDir?: string; readonly signal: AbortSignal },
  ): Promise<BundleContents> {
    return importBundle(this.store, file, options);
  }

  /** The models to start with on this machine, given what answers and what can be loaded. */
  async recommend(
    options: { readonly signal: AbortSignal } & Pick<Circumstances, 'isLoadable'>,
  ): Promise<readonly CatalogueEntry[]> {
    const reachable = await probeSources(this.catalogue, options.signal);
    return recommendSet(this.catalogue, { ...options, machine: this.machine, reachable });
  }

  #available(entry: CatalogueEntry): ListedModel {
    const { sources: _sources, recommendation: _recommendation, ...description } = entry;
    const fit = judgeFit(entry.memoryBytes, this.machine);
    return { description, state: 'available', origin: 'catalogue', installedBytes: entry.installedBytes, fit };
  }

  #installed(model: InstalledModel): ListedModel {
    const { description, origin, files } = model.manifest;
    return {
      description,
      state: 'installed',
      origin,
      installedBytes: files.reduce((sum, file) => sum + file.size, 0),
      folder: model.folder,
      fit: judgeFit(description.memoryBytes, this.machine),
    };
  }
}
