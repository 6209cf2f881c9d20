import { createHash } from 'node:crypto';
import { copyFile, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import {
  type BundledFile,
  type BundleHeader,
  bundledFiles,
  decodeHeader,
  encodeHeader,
  headerRestBytes,
  notABundle,
  PREFIX_BYTES,
} from './bundle-header.ts';
import { throwIfCancelled } from './cancellation.ts';
import { asDiskFault, requireFreeSpace } from './disk-space.ts';
import { inspectProduced } from './inspect-produced.ts';
import { requireSafeRelativePath } from './safe-path.ts';
import { sha256File } from './sha256.ts';
import type { ModelStore } from './store.ts';

const COPY_BYTES = 1 << 20;

/** A file that travels with the models under a name of the caller's choice. */
export interface ExtraFile {
  readonly name: string;
  readonly path: string;
}

export interface BundleContents {
  readonly modelIds: readonly string[];
  readonly extraNames: readonly string[];
  readonly totalBytes: number;
}

/**
 * Writes installed models (all, or those named) and extra files into one file, checking every hash on the way.
 * The file appears only when it is complete. Throws `model-missing`, `model-corrupt`, `disk-full` or `cancelled`.
 */
export async function exportBundle(
  store: ModelStore,
  file: string,
  options: { readonly ids?: readonly string[]; readonly extras?: readonly ExtraFile[]; readonly signal: AbortSignal },
): Promise<BundleContents> {
  const ids = options.ids ?? (await store.list()).map((model) => model.id);
  if (ids.length === 0 && (options.extras ?? []).length === 0) {
    throw new SottoFault('model-missing', 'There is nothing to put into the bundle. Run: sotto models install', {
      stage: 'models',
    });
  }
  const models = await Promise.all(ids.map((id) => store.locate(id)));
  const extras = await Promise.all((options.extras ?? []).map((extra) => describeExtra(extra, options.signal)));
  const header: BundleHeader = {
    formatVersion: 1,
    createdAt: new Date().toISOString(),
    models: models.map((model) => model.manifest),
    extras,
  };
  const folders = new Map(models.map((model) => [model.id, model.folder]));
  const extraPaths = new Map((options.extras ?? []).map((extra) => [extra.name, extra.path]));
  const head = encodeHeader(header);
  const target = resolve(file);
  const totalBytes = bundledFiles(header).reduce((sum, { size }) => sum + size, head.length);
  await requireFreeSpace(dirname(target), totalBytes, 'The bundle');
  const unfinished = `${target}.${process.pid}.unfinished`;
  try {
    const out = await open(unfinished, 'wx');
    try {
      await out.writeFile(head);
      for (const bundled of bundledFiles(header)) {
        const folder = bundled.modelId === undefined ? undefined : folders.get(bundled.modelId);
        const path = folder === undefined ? extraPaths.get(bundled.path) : join(folder, bundled.path);
        await appendFile(out, path ?? bundled.path, bundled, options.signal);
      }
      await out.sync();
    } finally {
      await out.close();
    }
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw await asDiskFault(error, dirname(target), totalBytes, 'The bundle');
  }
  return { modelIds: ids, extraNames: [...extraPaths.keys()], totalBytes };
}

/** Reads only the header. Throws `bad-input` or `hash-mismatch`. */
export async function describeBundle(file: string): Promise<BundleContents> {
  const bundle = await openBundle(file);
  await bundle.handle.close();
  return contentsOf(bundle.header, bundle.totalBytes);
}

/**
 * Installs every model of a bundle and puts its extras into `extrasDir` (left out where none is given). Everything is
 * read, hashed and inspected before the first model lands. Throws `bad-input`, `hash-mismatch`, `disk-full`,
 * `cancelled`, or what a pre-parser throws; then nothing has changed.
 */
export async function importBundle(
  store: ModelStore,
  file: string,
  options: { readonly extrasDir?: string; readonly signal: AbortSignal },
): Promise<BundleContents> {
  const { handle, header, contentsAt, totalBytes } = await openBundle(file);
  const staging = await store.createStaging('bundle');
  try {
    await requireFreeSpace(store.modelsDir, totalBytes, 'The bundle');
    let position = contentsAt;
    for (const bundled of bundledFiles(header)) {
      const isWanted = bundled.modelId !== undefined || options.extrasDir !== undefined;
      const target = isWanted ? stagedPath(staging, bundled) : undefined;
      await extractFile(handle, position, bundled, target, options.signal);
      position += bundled.size;
    }
    for (const { description } of header.models) {
      await inspectProduced(join(staging, 'models', description.id), description.kind, description.produces);
    }
    for (const { formatVersion: _format, files: _files, ...about } of header.models) {
      await store.land(join(staging, 'models', about.description.id), about, options.signal);
    }
    if (options.extrasDir !== undefined) await landExtras(header, join(staging, 'extras'), options.extrasDir);
  } catch (error) {
    throw await asDiskFault(error, store.modelsDir, totalBytes, 'The bundle');
  } finally {
    await handle.close();
    await rm(staging, { recursive: true, force: true });
  }
  return contentsOf(header, totalBytes);
}

interface OpenBundle {
  readonly handle: FileHandle;
  readonly header: BundleHeader;
  readonly contentsAt: number;
  readonly totalBytes: number;
}

async function openBundle(file: string): Promise<OpenBundle> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new SottoFault('bad-input', `There is no readable file ${file}.`, { stage: 'models', cause });
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw notABundle('it is not a file');
    const { size } = found;
    const prefix = await readExactly(handle, 0, PREFIX_BYTES, size);
    const rest = await readExactly(handle, PREFIX_BYTES, headerRestBytes(prefix), size);
    const header = decodeHeader(prefix, rest);
    const contentsAt = PREFIX_BYTES + rest.length;
    const totalBytes = bundledFiles(header).reduce((sum, bundled) => sum + bundled.size, contentsAt);
    if (totalBytes !== size) {
      const problem = size < totalBytes ? 'cut off' : 'longer than it says';
      throw new SottoFault(
        'hash-mismatch',
        `This bundle is ${problem}: it has ${size} bytes, its header says ${totalBytes}. Copy it again.`,
        {
          stage: 'models',
        },
      );
    }
    return { handle, header, contentsAt, totalBytes };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readExactly(handle: FileHandle, position: number, length: number, fileBytes: number): Promise<Buffer> {
  if (position + length > fileBytes) throw notABundle('it ends too early');
  const buffer = Buffer.alloc(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw notABundle('it ends too early');
    filled += bytesRead;
  }
  return buffer;
}

function stagedPath(staging: string, { modelId, path }: BundledFile): string {
  return modelId === undefined ? join(staging, 'extras', path) : join(staging, 'models', modelId, path);
}

/** Without a target the bytes are only checked. */
async function extractFile(
  from: FileHandle,
  position: number,
  bundled: BundledFile,
  target: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (target !== undefined) await mkdir(dirname(target), { recursive: true });
  const out = target === undefined ? undefined : await open(target, 'wx');
  try {
    const sha256 = await copyBytes(from, position, bundled.size, out, signal);
    if (sha256 === bundled.sha256) return;
    throw new SottoFault('hash-mismatch', `${bundled.path} in this bundle is damaged. Copy the bundle again.`, {
      stage: 'models',
    });
  } finally {
    await out?.close();
  }
}

async function appendFile(out: FileHandle, path: string, bundled: BundledFile, signal: AbortSignal): Promise<void> {
  const from = await open(path, 'r');
  try {
    const sha256 = await copyBytes(from, 0, bundled.size, out, signal);
    if (sha256 === bundled.sha256) return;
    throw new SottoFault(
      'model-corrupt',
      `${bundled.path} of ${bundled.modelId ?? 'the extras'} changed on disk. Install it again.`,
      {
        stage: 'models',
      },
    );
  } finally {
    await from.close();
  }
}

/** Copies a stretch to where `out` stands and returns its SHA-256; a source that ends early gives the hash of what there was. */
async function copyBytes(
  from: FileHandle,
  position: number,
  length: number,
  out: FileHandle | undefined,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(COPY_BYTES);
  for (let done = 0; done < length; ) {
    throwIfCancelled(signal);
    const { bytesRead } = await from.read(buffer, 0, Math.min(COPY_BYTES, length - done), position + done);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await out?.writeFile(chunk);
    done += bytesRead;
  }
  return hash.digest('hex');
}

async function describeExtra(extra: ExtraFile, signal: AbortSignal): Promise<BundleHeader['extras'][number]> {
  requireSafeRelativePath(extra.name, 'The bundle');
  const { size } = await stat(extra.path);
  return { name: extra.name, size, sha256: await sha256File(extra.path, signal) };
}

async function landExtras(header: BundleHeader, stagedDir: string, extrasDir: string): Promise<void> {
  for (const { name } of header.extras) {
    const target = join(extrasDir, name);
    await mkdir(dirname(target), { recursive: true });
    const arriving = `${target}.${process.pid}.arriving`;
    await copyFile(join(stagedDir, name), arriving);
    await rename(arriving, target);
  }
}

function contentsOf(header: BundleHeader, totalBytes: number): BundleContents {
  return {
    modelIds: header.models.map((manifest) => manifest.description.id),
    extraNames: header.extras.map((extra) => extra.name),
    totalBytes,
  };
}
