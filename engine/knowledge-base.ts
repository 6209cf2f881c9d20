/** The documents of a profile: taken in, kept in step with the disk, and searched. */

import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SottoFault } from '../contract/faults.ts';
import type { CollectionView, DocumentText, DocumentView, IngestProgress } from '../contract/knowledge.ts';
import { abortable } from './base/abortable.ts';
import { type DocumentSource, documentSource } from './knowledge/document-source.ts';
import { Ingest, passageIdsOf } from './knowledge/ingest.ts';
import type { PassageStore } from './knowledge/passage-store.ts';
import { type SearchRequest, type SearchResult, searchPassages } from './knowledge/search.ts';
import { fileOf } from './model-choice.ts';
import { openLibrary } from './models/own-library.ts';
import type { KnowledgeCalls, KnowledgeLoad } from './workers/knowledge-worker.ts';
import { RemoteExtractor } from './workers/remote-extractor.ts';
import { RemoteVectorIndex } from './workers/remote-vector-index.ts';
import { startWorker } from './workers/start-worker.ts';
import { WorkerSupervisor } from './workers/supervisor.ts';
import { type StartWorker, siblingModule } from './workers/worker-process.ts';

export interface KnowledgeOptions {
  readonly dataDir: string;
  /** Of the open profile; stays open longer than this. */
  readonly passages: PassageStore;
  /** Of spoken citations; English where it is absent. */
  readonly language?: string;
  readonly onProgress?: (progress: IngestProgress) => void;
  readonly onFault: (error: unknown) => void;
  readonly startWorker?: StartWorker;
}

export interface KnowledgeBase extends AsyncDisposable {
  /** Files and folders; they are taken in from now on. @throws SottoFault `bad-input` for what is not there. */
  add(paths: readonly string[], collection?: string): Promise<void>;
  /** Looks at everything again. */
  refresh(): void;
  /** A document, a file or folder that was added, or a collection, by id or path. @throws SottoFault `bad-input` */
  remove(what: string): Promise<void>;
  collections(): readonly CollectionView[];
  documents(): readonly DocumentView[];
  text(documentId: string): DocumentText | undefined;
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchResult>;
  /** For a conversation: passages to questions that are still being asked. */
  readonly source: DocumentSource;
  readonly progress: IngestProgress;
  pause(): void;
  resume(): void;
  /** Somebody speaks, or nobody does: work gives way. */
  setBusy(isBusy: boolean): void;
  /** Loads the model, so that the first question need not wait. */
  warmUp(): Promise<void>;
  /** Resolves when everything that was added is taken in. */
  settled(signal: AbortSignal): Promise<void>;
}

const DEFAULT_COLLECTION = 'Documents';
const PASSAGES_IN_PROMPT = 3;
/** Of passages; longer ones are cut for the model, not for the reader. */
const EMBEDDING_TOKENS = 512;

export async function openKnowledge(options: KnowledgeOptions): Promise<KnowledgeBase> {
  const { passages: store, onFault } = options;
  const start = options.startWorker ?? startWorker;
  const worker = await embeddingWorker(options, start);
  const index = worker && new RemoteVectorIndex(worker);
  const extractor = new RemoteExtractor({ name: 'extract', stage: 'knowledge', file: workerFile('extract'), start });
  const ingest = new Ingest({
    store,
    extractor,
    index,
    nowMs: () => performance.now(),
    onProgress: options.onProgress ?? (() => undefined),
    onFault,
  });

  const search = (request: SearchRequest, signal: AbortSignal) => searchPassages(store, index, request, signal);
  return {
    source: documentSource({
      titles: () => store.documents().flatMap(({ title, skipped }) => (skipped === undefined ? [title] : [])),
      search: async (query, signal) => {
        const { language } = options;
        return (await search({ query, limit: PASSAGES_IN_PROMPT, language }, signal)).passages;
      },
    }),
    async add(paths, collection = DEFAULT_COLLECTION) {
      const found = await Promise.all(paths.map(placeOf));
      const collectionId = store.collection(collection);
      ingest.refresh(found.map(({ path, kind }) => store.addSource(collectionId, path, kind).id));
    },
    refresh: () => ingest.refresh(),
    async remove(what) {
      const path = resolve(what);
      const source = store.sources().find((one) => one.path === path || one.path === what);
      const collection = store.collections().find(({ id, name }) => id === what || name === what);
      const doomed = store
        .documents()
        .filter((one) => one.id === what || one.path === path || one.collectionId === collection?.id)
        .map(({ id }) => id);
      if (source !== undefined) doomed.push(...store.files(source.id).map(({ id }) => id));
      if (doomed.length === 0 && source === undefined && collection === undefined) {
        throw new SottoFault('bad-input', `${what} is not among the documents. See: sotto documents list`);
      }
      const ids = doomed.flatMap((id) => passageIdsOf(store, id));
      for (const id of doomed) store.removeDocument(id);
      if (source !== undefined) store.removeSource(source.id);
      if (collection !== undefined) store.removeCollection(collection.id);
      await ingest.forget(ids);
      store.forgetRemovedWords();
      await index?.tidy();
    },
    collections() {
      const sources = store.sources();
      return store.collections().map((collection) => ({
        ...collection,
        sources: sources
          .filter(({ collectionId }) => collectionId === collection.id)
          .map(({ id, path, kind }) => ({ id, path, kind, state: ingest.isAway(id) ? 'away' : 'present' })),
      }));
    },
    documents: () => store.documents(),
    text: (documentId) => store.text(documentId),
    search,
    get progress() {
      return ingest.progress;
    },
    pause: () => ingest.pause(),
    resume: () => ingest.resume(),
    setBusy: (isBusy) => ingest.setBusy(isBusy),
    async warmUp() {
      // Who has no documents pays for none.
      if (store.documents().length > 0) await worker?.ready();
    },
    settled: (signal) => abortable(ingest.settled(), signal),
    async [Symbol.asyncDispose]() {
      await ingest[Symbol.asyncDispose]();
      await extractor[Symbol.asyncDispose]();
      await index?.[Symbol.asyncDispose]();
    },
  };
}

async function placeOf(path: string): Promise<{ readonly path: string; readonly kind: 'file' | 'folder' }> {
  const whole = await realpath(resolve(path)).catch(() => undefined);
  const facts = whole === undefined ? undefined : await stat(whole);
  if (whole === undefined || facts === undefined || !(facts.isFile() || facts.isDirectory())) {
    throw new SottoFault('bad-input', `${path} is neither a file nor a folder.`, { stage: 'knowledge' });
  }
  return { path: whole, kind: facts.isFile() ? 'file' : 'folder' };
}

/** Without an embedding model, documents are searched by their words alone. */
async function embeddingWorker(
  { dataDir }: KnowledgeOptions,
  start: StartWorker,
): Promise<WorkerSupervisor<KnowledgeCalls, KnowledgeLoad> | undefined> {
  const library = await openLibrary(dataDir);
  const rank = (id: string): number =>
    library.catalogue.models.find((model) => model.id === id)?.recommendation?.rank ?? -1;
  const [best] = (await library.store.list())
    .filter(({ manifest }) => manifest.description.kind === 'embedding')
    .sort((a, b) => rank(b.id) - rank(a.id));
  if (best === undefined) return undefined;
  const model = await library.locate(best.id);
  const { contextTokens = EMBEDDING_TOKENS } = model.manifest.description;
  return new WorkerSupervisor<KnowledgeCalls, KnowledgeLoad>({
    name: 'knowledge',
    stage: 'knowledge',
    file: workerFile('knowledge'),
    env: { OMP_WAIT_POLICY: 'passive' },
    start,
    // Building the index of a large library takes minutes of one thread that answers nothing else.
    hungAfterMs: 60_000,
    loadParams: {
      modelFile: fileOf(model, 'model'),
      contextTokens: Math.min(contextTokens, EMBEDDING_TOKENS),
      threads: 1,
      folder: join(dataDir, 'profile', 'vectors', model.id),
    },
  });
}

function workerFile(name: string): string {
  return siblingModule(import.meta.filename, `workers/${name}-worker`);
}
