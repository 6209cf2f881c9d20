/** Port: vectors of passages and the model that makes them. It can be made anew from the passages at any time. */

export interface VectorHit {
  readonly id: number;
  /** Cosine, from -1 to 1. */
  readonly similarity: number;
}

export interface TextToIndex {
  readonly id: number;
  readonly text: string;
}

export interface VectorIndex extends AsyncDisposable {
  /** In ascending order. */
  ids(): Promise<readonly number[]>;
  /** Embeds and adds; ids that are there are replaced. */
  add(texts: readonly TextToIndex[], signal: AbortSignal): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  /** The nearest first. @param among only these, where given. */
  search(query: string, limit: number, signal: AbortSignal, among?: readonly number[]): Promise<readonly VectorHit[]>;
  /** Brings the index into good shape after many changes; what was removed leaves the disk. */
  tidy(): Promise<void>;
}

/** Port: text → a vector of length 1. */
export interface Embedder extends AsyncDisposable {
  readonly dimensions: number;
  embed(text: string): Promise<Float32Array>;
}

/** Port: vectors on the disk, with one writer. */
export interface VectorTable extends AsyncDisposable {
  ids(): Promise<readonly number[]>;
  put(rows: readonly { readonly id: number; readonly vector: Float32Array }[]): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  nearest(vector: Float32Array, limit: number, among?: readonly number[]): Promise<readonly VectorHit[]>;
  tidy(): Promise<void>;
}

/** Embedder and table as one. */
export class EmbeddedVectorIndex implements VectorIndex {
  readonly #embedder: Embedder;
  readonly #table: VectorTable;

  constructor(embedder: Embedder, table: VectorTable) {
    this.#embedder = embedder;
    this.#table = table;
  }

  ids(): Promise<readonly number[]> {
    return this.#table.ids();
  }

  async add(texts: readonly TextToIndex[], signal: AbortSignal): Promise<void> {
    const rows: { id: number; vector: Float32Array }[] = [];
    for (const { id, text } of texts) {
      signal.throwIfAborted();
      rows.push({ id, vector: await this.#embedder.embed(text) });
    }
    await this.#table.put(rows);
  }

  remove(ids: readonly number[]): Promise<void> {
    return this.#table.remove(ids);
  }

  async search(
    query: string,
    limit: number,
    signal: AbortSignal,
    among?: readonly number[],
  ): Promise<readonly VectorHit[]> {
    const vector = await this.#embedder.embed(query);
    signal.throwIfAborted();
    return this.#table.nearest(vector, limit, among);
  }

  tidy(): Promise<void> {
    return this.#table.tidy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#table[Symbol.asyncDispose]();
    await this.#embedder[Symbol.asyncDispose]();
  }
}
