/** What tools keep, in the database of the profile. */

import type { SqliteConnection } from './sqlite.ts';
import { asStorageFault } from './storage-fault.ts';

interface KeptRecord {
  readonly id: string;
  readonly body: string;
}

export class SqliteToolRecords {
  readonly #connection: SqliteConnection;

  /** The connection stays with the conversation store, which closes it. Its schema must be current. */
  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async all(kind: string): Promise<readonly KeptRecord[]> {
    const sql = 'SELECT id, body FROM tool_records WHERE kind = ? ORDER BY sequence';
    const rows = this.#try(() => this.#connection.all(sql, kind));
    return rows.map(({ id, body }) => ({ id: String(id), body: String(body) }));
  }

  async put(kind: string, { id, body }: KeptRecord): Promise<void> {
    this.#try(() =>
      this.#connection.run(
        `INSERT INTO tool_records (kind, id, body) VALUES (?, ?, ?)
           ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`,
        kind,
        id,
        body,
      ),
    );
  }

  async remove(kind: string, id: string): Promise<void> {
    this.#try(() => this.#connection.run('DELETE FROM tool_records WHERE kind = ? AND id = ?', kind, id));
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw asStorageFault(error, 'What the tools keep');
    }
  }
}
