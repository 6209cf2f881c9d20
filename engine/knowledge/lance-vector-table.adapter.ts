/**
 * Vectors in LanceDB. It holds ids and vectors, no text. One process writes: it knows no unique keys, and writers beside
 * each other would keep a passage twice.
 */

import { rm } from 'node:fs/promises';
import { connect, type Table } from '@lancedb/lancedb';
import { Field, FixedSizeList, Float32, Int32, Schema } from 'apache-arrow';
import { SottoFault } from '../../contract/faults.ts';
import type { VectorTable } from './vector-index.ts';

/** Comparing with every vector is quick enough below this many. */
const INDEX_FROM_ROWS = 30_000;
/** Rows that joined since the index was made are compared one by one; so many may be. */
const MAX_UNINDEXED_ROWS = 10_000;
const TABLE = 'passages';

export interface LanceTableOptions {
  /** For this model alone: vectors of two models cannot be compared. */
  readonly folder: string;
  readonly dimensions: number;
}

/** A table that cannot be read is begun anew: it is made from passages that are kept elsewhere. */
export async function openLanceTable(options: LanceTableOptions): Promise<VectorTable> {
  try {
    return await open(options);
  } catch {
    await rm(options.folder, { recursive: true, force: true });
    return await open(options);
  }
}

async function open({ folder, dimensions }: LanceTableOptions): Promise<VectorTable> {
  const database = await connect(folder);
  const names = await database.tableNames();
  const schema = new Schema([
    new Field('id', new Int32(), false),
    new Field('vector', new FixedSizeList(dimensions, new Field('item', new Float32(), false)), false),
  ]);
  const table = names.includes(TABLE)
    ? await database.openTable(TABLE)
    : await database.createEmptyTable(TABLE, schema);
  // A damaged file shows only when it is read.
  await idsOf(table);
  let isIndexed = (await table.listIndices()).some(({ columns }) => columns.includes('vector'));

  return {
    ids: () => idsOf(table),
    async put(rows) {
      if (rows.length === 0) return;
      for (const { vector } of rows) {
        // Shorter and longer ones would be filled up or cut without a word.
        if (vector.length !== dimensions) throw new SottoFault('internal', `A vector has ${vector.length} dimensions.`);
      }
      await table
        .mergeInsert('id')
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .execute(rows.map(({ id, vector }) => ({ id, vector: Array.from(vector) })));
    },
    async remove(ids) {
      for (let from = 0; from < ids.length; from += 1000) {
        await table.delete(`id IN (${ids.slice(from, from + 1000).join(',')})`);
      }
    },
    async nearest(vector, limit, among) {
      if (among?.length === 0) return [];
      let query = table.query().nearestTo(vector).distanceType('cosine').select(['id', '_distance']);
      if (isIndexed) query = query.ef(Math.max(100, 2 * limit)).refineFactor(4);
      if (among !== undefined) query = query.where(`id IN (${among.join(',')})`);
      const rows = (await query.limit(limit).toArray()) as { id: number; _distance: number }[];
      return rows.map(({ id, _distance: distance }) => ({ id: Number(id), similarity: 1 - distance }));
    },
    async tidy() {
      const { Index } = await import('@lancedb/lancedb');
      const rows = await table.countRows();
      if (rows >= INDEX_FROM_ROWS) {
        const stats = isIndexed ? await table.indexStats('vector_idx') : undefined;
        if (stats === undefined || stats.numUnindexedRows > MAX_UNINDEXED_ROWS) {
          await table.createIndex('vector', { config: Index.hnswSq({ distanceType: 'cosine' }), replace: true });
          isIndexed = true;
        }
      }
      // Nobody else writes, so that what is left of killed processes may go as well.
      await table.optimize({ cleanupOlderThan: new Date(), deleteUnverified: true });
    },
    async [Symbol.asyncDispose]() {
      table.close();
      database.close();
    },
  };
}

async function idsOf(table: Table): Promise<readonly number[]> {
  const rows = (await table.query().select(['id']).toArray()) as { id: number }[];
  return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
}
