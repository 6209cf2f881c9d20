/** A catalogue entry, store and file server in a temporary folder, for tests of installations. */

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogueEntry, HttpsSource } from './catalogue.ts';
import type { InstallOptions } from './install.ts';
import { FakeFileServer } from './sources/fake-file-server.ts';
import { Reachability } from './sources/reachability.ts';
import { ModelStore } from './store.ts';

export class InstallFixture implements AsyncDisposable {
  readonly dataDir: string;
  readonly server: FakeFileServer;
  readonly store: ModelStore;

  private constructor(dataDir: string, server: FakeFileServer) {
    this.dataDir = dataDir;
    this.server = server;
    this.store = new ModelStore(dataDir);
  }

  static async create(): Promise<InstallFixture> {
    return new InstallFixture(await mkdtemp(join(tmpdir(), 'sotto-models-')), await FakeFileServer.start());
  }

  /** A file on the server and its pin. */
  serve(path: string, body: Buffer): HttpsSource['files'][number] {
    this.server.files.set(`/${path}`, { body });
    return this.pin(path, body);
  }

  pin(path: string, body: Buffer): HttpsSource['files'][number] {
    const sha256 = createHash('sha256').update(body).digest('hex');
    return { url: this.server.url(`/${path}`), path, size: body.length, sha256 };
  }

  options(extra: Partial<InstallOptions> = {}): InstallOptions {
    return {
      store: this.store,
      signal: new AbortController().signal,
      archivesDir: join(this.dataDir, 'archives'),
      reachability: new Reachability(),
      ...extra,
    };
  }

  /** What is in the store, dots included, except folders that are empty. */
  async contents(): Promise<string[]> {
    const entries = await readdir(this.store.modelsDir, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => !entry.isDirectory());
    return files.map((entry) => join(entry.parentPath, entry.name).slice(this.store.modelsDir.length + 1)).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** An entry of data files, which no pre-parser looks at. */
export function dataEntry(
  id: string,
  ...sources: readonly (readonly HttpsSource['files'][number][])[]
): CatalogueEntry {
  const produced = (sources[0] ?? []).map(({ path }) => ({ role: 'data', path, format: 'data' as const }));
  return {
    id,
    kind: 'tts-data',
    name: id,
    publisher: 'nobody',
    revision: '1',
    licence: { name: 'CC0-1.0' },
    languages: ['*'],
    memoryBytes: 1,
    installedBytes: 1,
    capabilities: [],
    qualityNote: '',
    speedNote: '',
    produces: produced,
    sources: sources.map((files) => ({ type: 'https' as const, files: [...files] })),
  };
}
