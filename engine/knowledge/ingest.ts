/**
 * Takes documents in, and keeps them in step with the disk.
 *
 * Invariants:
 * 1. The store is the truth: a document is in it as a whole or not at all. The index of vectors follows, and is brought
 *    in step again whenever this begins.
 * 2. Between two pieces of work it looks whether somebody speaks, and waits until nobody does.
 * 3. What cannot be looked at now is not taken for deleted.
 */

import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { IngestProgress } from '../../contract/knowledge.ts';
import { chunk } from './chunk.ts';
import { type ExtractedDocument, type Extractor, MAX_FILE_BYTES } from './extract/extractor.ts';
import type { KnownFile, NewDocument, PassageStore, Source } from './passage-store.ts';
import { contentHash, type FoundFile, scan } from './scan.ts';
import type { VectorIndex } from './vector-index.ts';

/** Few, so that a conversation that begins waits for little. */
const EMBEDDED_AT_ONCE = 4;
/** Vectors that are written together. */
const WRITTEN_AT_ONCE = 32;

export interface IngestPorts {
  readonly store: PassageStore;
  readonly extractor: Extractor;
  /** Without one, words alone are searched. */
  readonly index: VectorIndex | undefined;
  readonly nowMs: () => number;
  readonly onProgress: (progress: IngestProgress) => void;
  readonly onFault: (error: unknown) => void;
}

export class Ingest implements AsyncDisposable {
  readonly #ports: IngestPorts;
  readonly #stopped = new AbortController();
  readonly #away = new Set<number>();
  /** Sources to look at, by id. */
  #due = new Set<number>();
  #running: Promise<void> | undefined;
  #isPaused = false;
  #isBusy = false;
  #released: (() => void)[] = [];
  #files = { done: 0, total: 0 };
  #passages = { done: 0, total: 0 };
  /** Of the index; undefined until it was compared with the store. */
  #pending: number[] | undefined;
  #removed = 0;
  #workMs = 0;

  constructor(ports: IngestPorts) {
    this.#ports = ports;
  }

  get progress(): IngestProgress {
    const { done, total } = this.#passages;
    const left = done > 0 && total > done ? { leftMs: Math.round((this.#workMs / done) * (total - done)) } : {};
    const working = this.#running === undefined ? 'idle' : this.#isBusy ? 'yielding' : 'working';
    const state = this.#isPaused ? 'paused' : working;
    return { state, files: { ...this.#files }, passages: { ...this.#passages }, ...left };
  }

  /** Sources whose place was not there when they were looked at last. */
  isAway(sourceId: number): boolean {
    return this.#away.has(sourceId);
  }

  /** Looks at these sources, or at all of them, soon. */
  refresh(sourceIds: readonly number[] = this.#ports.store.sources().map(({ id }) => id)): void {
    for (const id of sourceIds) this.#due.add(id);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#report();
    });
  }

  /** Resolves when nothing is left to do. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** By the user. */
  pause(): void {
    this.#isPaused = true;
    this.#report();
  }

  resume(): void {
    this.#isPaused = false;
    this.#release();
  }

  /** Somebody speaks, or nobody does. */
  setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#release();
  }

  /** What was removed from the store leaves the index too. */
  forget(passageIds: readonly number[]): Promise<void> {
    this.#removed += passageIds.length;
    this.#pending = this.#pending?.filter((id) => !passageIds.includes(id));
    return passageIds.length === 0 ? Promise.resolve() : (this.#ports.index?.remove(passageIds) ?? Promise.resolve());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    for (const release of this.#released.splice(0)) release();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#compareIndex();
      while (this.#due.size > 0 && !this.#stopped.signal.aborted) {
        const due = this.#due;
        this.#due = new Set();
        const sources = this.#ports.store.sources().filter(({ id }) => due.has(id));
        for (const source of sources) await this.#look(source);
        await this.#embedPending();
        await this.#tidy();
      }
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#ports.onFault(error);
    }
  }

  /** What the store has and the index lacks is embedded; what only the index has is gone. */
  async #compareIndex(): Promise<void> {
    const { store, index } = this.#ports;
    if (index === undefined || this.#pending !== undefined) return;
    const indexed = new Set(await index.ids());
    const kept = store.passageIds();
    const known = new Set(kept);
    const gone = [...indexed].filter((id) => !known.has(id));
    if (gone.length > 0) await index.remove(gone);
    this.#pending = kept.filter((id) => !indexed.has(id));
    this.#passages = { done: 0, total: this.#pending.length };
  }

  async #look(source: Source): Promise<void> {
    const { store } = this.#ports;
    const found = await scan(source.path, this.#stopped.signal);
    if (found === 'away') {
      this.#away.add(source.id);
      return;
    }
    this.#away.delete(source.id);
    const known = new Map(store.files(source.id).map((file) => [file.path, file]));
    const present = new Set(found.map(({ path }) => path));
    const missing = new Map(
      [...known.values()].filter(({ path }) => !present.has(path)).map((file) => [file.id, file]),
    );
    const changed = found.filter((file) => !isUnchanged(file, known.get(file.path)));
    this.#files = { done: this.#files.done, total: this.#files.total + changed.length };
    this.#report();
    for (const file of changed) {
      await this.#turn();
      if (!store.sources().some(({ id }) => id === source.id)) return;
      await this.#takeIn(source, file, known.get(file.path), missing);
      this.#files = { ...this.#files, done: this.#files.done + 1 };
      this.#report();
    }
    for (const { id } of missing.values()) await this.#remove(id);
  }

  async #takeIn(
    source: Source,
    file: FoundFile,
    known: KnownFile | undefined,
    missing: Map<string, KnownFile>,
  ): Promise<void> {
    const { store, extractor } = this.#ports;
    const { signal } = this.#stopped;
    const hash = file.sizeBytes > MAX_FILE_BYTES ? '' : await contentHash(file.path, signal).catch(() => '');
    signal.throwIfAborted();
    const facts = { ...file, contentHash: hash };
    const moved = hash === '' ? undefined : [...missing.values()].find((other) => other.contentHash === hash);
    const same = known !== undefined && known.contentHash === hash && hash !== '' ? known : moved;
    if (same !== undefined) {
      const title = store.document(same.id)?.title ?? '';
      const renamed = title === fileTitle(same.path) ? fileTitle(file.path) : title;
      store.moveDocument(same.id, { ...facts, title: renamed, sourceId: source.id });
      missing.delete(same.id);
      return;
    }
    const extraction = await extractor.extract(file.path, signal);
    const before = known === undefined ? [] : passageIdsOf(store, known.id);
    const id = known?.id ?? randomUUID();
    const document = { ...facts, id, sourceId: source.id };
    const ids = this.#keep(document, extraction.outcome === 'read' ? extraction.document : extraction.reason);
    if (this.#pending !== undefined) this.#pending.push(...ids);
    this.#passages = { ...this.#passages, total: this.#passages.total + ids.length };
    await this.forget(before);
  }

  #keep(
    document: Omit<NewDocument, 'title'>,
    content: ExtractedDocument | NonNullable<NewDocument['skipped']>,
  ): readonly number[] {
    const { store } = this.#ports;
    const named = fileTitle(document.path);
    if (typeof content === 'string') return store.keepDocument({ ...document, title: named, skipped: content }, []);
    const { format, pages, blocks } = content;
    // What word processors write into the title is seldom what people call a document.
    const own = format === 'pdf' || format === 'docx' || format === 'odt' ? undefined : content.title?.slice(0, 200);
    return store.keepDocument({ ...document, title: own ?? named, format, pages }, chunk(blocks));
  }

  async #remove(id: string): Promise<void> {
    const ids = passageIdsOf(this.#ports.store, id);
    this.#ports.store.removeDocument(id);
    this.#removed += 1;
    await this.forget(ids);
  }

  async #embedPending(): Promise<void> {
    const { store, index, nowMs } = this.#ports;
    if (index === undefined) return;
    while (this.#pending !== undefined && this.#pending.length > 0) {
      let batch: { id: number; text: string }[] = [];
      const ids = this.#pending.slice(0, WRITTEN_AT_ONCE);
      for (const passage of store.passages(ids)) {
        const { id, title, headings, text } = passage;
        batch.push({ id, text: [title, ...headings.slice(-2), text].join('\n') });
        if (batch.length < EMBEDDED_AT_ONCE) continue;
        await this.#embed(index, batch, nowMs);
        batch = [];
      }
      if (batch.length > 0) await this.#embed(index, batch, nowMs);
      const done = new Set(ids);
      this.#pending = this.#pending.filter((id) => !done.has(id));
      this.#report();
    }
  }

  async #embed(index: VectorIndex, batch: readonly { id: number; text: string }[], nowMs: () => number): Promise<void> {
    await this.#turn();
    const from = nowMs();
    await index.add(batch, this.#stopped.signal);
    this.#workMs += nowMs() - from;
    this.#passages = { ...this.#passages, done: this.#passages.done + batch.length };
  }

  async #tidy(): Promise<void> {
    if (this.#removed > 0) {
      await this.#turn();
      this.#ports.store.forgetRemovedWords();
    }
    if (this.#removed > 0 || this.#passages.done > 0) await this.#ports.index?.tidy();
    this.#removed = 0;
    this.#files = { done: 0, total: 0 };
    this.#passages = { done: 0, total: 0 };
    this.#workMs = 0;
  }

  /** Waits until it may work. */
  async #turn(): Promise<void> {
    while ((this.#isPaused || this.#isBusy) && !this.#stopped.signal.aborted) {
      await new Promise<void>((resolve) => this.#released.push(resolve));
    }
    this.#stopped.signal.throwIfAborted();
  }

  #release(): void {
    if (!this.#isPaused && !this.#isBusy) for (const release of this.#released.splice(0)) release();
    this.#report();
  }

  #report(): void {
    this.#ports.onProgress(this.progress);
  }
}

export function passageIdsOf(store: PassageStore, documentId: string): readonly number[] {
  return store.neighbours(documentId, 0, Number.MAX_SAFE_INTEGER).map(({ id }) => id);
}

/** What could not be read is tried again each time. */
function isUnchanged(file: FoundFile, known: KnownFile | undefined): boolean {
  return (
    known !== undefined &&
    known.sizeBytes === file.sizeBytes &&
    known.modifiedAtMs === file.modifiedAtMs &&
    known.skipped !== 'unreadable' &&
    known.skipped !== 'gone'
  );
}

function fileTitle(path: string): string {
  return basename(path, extname(path));
}
