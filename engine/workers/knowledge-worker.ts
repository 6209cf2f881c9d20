/** The process that knows what passages mean: an embedding model through llama.cpp, and the vectors it made. */

import '../network/sealed.ts';
import { join } from 'node:path';
import { SottoFault } from '../../contract/faults.ts';
import { EmbeddedVectorIndex, type TextToIndex, type VectorHit, type VectorIndex } from '../knowledge/vector-index.ts';
import { serveWorker } from './serve-worker.ts';
import type { LoadCall } from './supervisor.ts';

export interface KnowledgeLoad {
  readonly modelFile: string;
  readonly contextTokens: number;
  readonly threads: number;
  /** Where the vectors of this model are. */
  readonly folder: string;
}

export type KnowledgeCalls = LoadCall<KnowledgeLoad> & {
  ids: { params: null; result: readonly number[] };
  add: { params: readonly TextToIndex[]; result: null };
  remove: { params: readonly number[]; result: null };
  search: {
    params: { readonly query: string; readonly limit: number; readonly among: readonly number[] | undefined };
    result: readonly VectorHit[];
  };
  tidy: { params: null; result: null };
};

let index: VectorIndex | undefined;

function loaded(): VectorIndex {
  if (index === undefined) throw new SottoFault('internal', 'Nothing is loaded yet.', { stage: 'knowledge' });
  return index;
}

serveWorker<KnowledgeCalls>({
  async load({ folder, ...model }) {
    const [{ createLlamaEmbedder }, { openLanceTable }] = await Promise.all([
      import('../knowledge/llama-embedder.adapter.ts'),
      import('../knowledge/lance-vector-table.adapter.ts'),
    ]);
    const embedder = await createLlamaEmbedder(model);
    const { dimensions } = embedder;
    index = new EmbeddedVectorIndex(
      embedder,
      await openLanceTable({ folder: join(folder, `${dimensions}`), dimensions }),
    );
    return null;
  },
  ids: () => loaded().ids(),
  async add(texts, { signal }) {
    await loaded().add(texts, signal);
    return null;
  },
  async remove(ids) {
    await loaded().remove(ids);
    return null;
  },
  search: ({ query, limit, among }, { signal }) => loaded().search(query, limit, signal, among),
  async tidy() {
    await loaded().tidy();
    return null;
  },
});
