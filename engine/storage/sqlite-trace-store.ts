/** Traces in the database of the conversations. */

import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId } from '../../contract/ids.ts';
import { type TurnTrace, turnTrace } from '../../contract/trace.ts';
import type { SqliteConnection } from './sqlite.ts';
import { asStorageFault } from './storage-fault.ts';
import { MAX_TRACES, type TraceStore } from './trace-store.ts';

export class SqliteTraceStore implements TraceStore {
  readonly #connection: SqliteConnection;
  readonly #limit: number;

  /** The connection stays with the conversation store, which closes it. Its schema must be current. */
  constructor(connection: SqliteConnection, limit: number = MAX_TRACES) {
    this.#connection = connection;
    this.#limit = limit;
  }

  async keepTrace(id: ConversationId, trace: TurnTrace): Promise<void> {
    this.#try(() =>
      this.#connection.transaction(() => {
        if (this.#connection.get('SELECT 1 FROM conversations WHERE id = ?', id) === undefined) {
          throw new SottoFault('bad-params', `There is no conversation ${id}.`);
        }
        this.#connection.run('INSERT INTO traces (conversation_id, body) VALUES (?, ?)', id, JSON.stringify(trace));
        this.#connection.run(
          `DELETE FROM traces WHERE conversation_id = ?1 AND id <= (
             SELECT id FROM traces WHERE conversation_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2
           )`,
          id,
          this.#limit,
        );
      }),
    );
  }

  async traces(id: ConversationId): Promise<readonly TurnTrace[]> {
    const rows = this.#try(() =>
      this.#connection.all('SELECT body FROM traces WHERE conversation_id = ? ORDER BY id', id),
    );
    // A trace of another version explains nothing here, and is not missed.
    return rows.flatMap(({ body }) => {
      const parsed = turnTrace.safeParse(JSON.parse(String(body)));
      return parsed.success ? [parsed.data] : [];
    });
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw asStorageFault(error, 'The conversation store');
    }
  }
}
