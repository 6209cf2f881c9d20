/** Conversations in SQLite. */

import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import type {
  Conversation,
  ConversationExport,
  ConversationStore,
  FoundTurn,
  RunningSummary,
  TurnRecord,
} from './conversation-store.ts';
import { DEFAULT_LIST_LIMIT, DEFAULT_SEARCH_LIMIT } from './conversation-store.ts';
import { fullTextQuery } from './search-words.ts';
import type { SqliteConnection, SqlRow } from './sqlite.ts';
import { isSqliteFailure } from './sqlite.ts';
import { asStorageFault } from './storage-fault.ts';
import { rebuildIndex } from './word-index.ts';

const TURN_COLUMNS = 'number, role, text, heard_text AS heardText, status, created_at_ms AS createdAtMs';
const CONVERSATION_COLUMNS =
  'id, title, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs, is_pinned AS isPinned';

export class SqliteConversationStore implements ConversationStore {
  readonly #connection: SqliteConnection;

  /** Takes over the connection and closes it. Its schema must be current. */
  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async createConversation(conversation: Omit<Conversation, 'updatedAtMs'>): Promise<void> {
    const { id, title, createdAtMs } = conversation;
    this.#change(() => {
      if (this.#find(id) !== undefined) throw new SottoFault('bad-params', `There is a conversation ${id} already.`);
      this.#connection.run(
        'INSERT INTO conversations (id, title, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?)',
        id,
        title,
        createdAtMs,
        createdAtMs,
      );
    });
  }

  async listConversations({
    limit = DEFAULT_LIST_LIMIT,
  }: {
    readonly limit?: number;
  } = {}): Promise<readonly Conversation[]> {
    const sql = `SELECT ${CONVERSATION_COLUMNS} FROM conversations ORDER BY updated_at_ms DESC, rowid DESC LIMIT ?`;
    return this.#read(() => this.#connection.all(sql, limit)).map(toConversation);
  }

  async findConversation(id: ConversationId): Promise<Conversation | undefined> {
    return this.#read(() => this.#find(id));
  }

  async renameConversation(id: ConversationId, title: string, atMs: number): Promise<void> {
    this.#change(() => {
      this.#expect(id);
      this.#connection.run(
        'UPDATE conversations SET title = ?, updated_at_ms = max(updated_at_ms, ?) WHERE id = ?',
        title,
        atMs,
        id,
      );
    });
  }

  async pinConversation(id: ConversationId, isPinned: boolean): Promise<void> {
    this.#change(() => {
      this.#expect(id);
      this.#connection.run('UPDATE conversations SET is_pinned = ? WHERE id = ?', isPinned ? 1 : 0, id);
    });
  }

  async deleteConversation(id: ConversationId): Promise<void> {
    this.#change(() => {
      if (this.#find(id) === undefined) return;
      this.#connection.run('DELETE FROM conversations WHERE id = ?', id);
      // Its words are only marked as gone, and merging the index keeps what is marked. 600,000 words take 60 ms.
      this.#connection.exec("INSERT INTO turn_words (turn_words) VALUES ('rebuild')");
    });
    // The log still has the words until it is written back and cut.
    this.#read(() => this.#connection.all('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  async keepTurn(id: ConversationId, turn: TurnRecord): Promise<void> {
    this.#change(() => {
      this.#expect(id);
      this.#connection.run(
        `INSERT INTO turns (conversation_id, number, role, text, heard_text, status, created_at_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (conversation_id, number, role) DO UPDATE SET
           text = excluded.text, heard_text = excluded.heard_text, status = excluded.status,
           created_at_ms = excluded.created_at_ms`,
        id,
        turn.number,
        turn.role,
        turn.text,
        turn.heardText ?? null,
        turn.status,
        turn.createdAtMs,
      );
      this.#connection.run(
        'UPDATE conversations SET updated_at_ms = max(updated_at_ms, ?) WHERE id = ?',
        turn.createdAtMs,
        id,
      );
    });
  }

  async turns(id: ConversationId, { fromTurn }: { readonly fromTurn?: TurnId } = {}): Promise<readonly TurnRecord[]> {
    return this.#read(() => {
      this.#expect(id);
      return this.#turns(id, fromTurn);
    });
  }

  async keepSummary(id: ConversationId, summary: RunningSummary): Promise<void> {
    this.#change(() => {
      this.#expect(id);
      this.#connection.run(
        'UPDATE conversations SET summary = ?, summarized_through = ? WHERE id = ?',
        summary.text,
        summary.throughTurn,
        id,
      );
    });
  }

  async summary(id: ConversationId): Promise<RunningSummary | undefined> {
    return this.#read(() => {
      this.#expect(id);
      return this.#summary(id);
    });
  }

  async searchTurns(
    query: string,
    { limit = DEFAULT_SEARCH_LIMIT }: { readonly limit?: number } = {},
  ): Promise<readonly FoundTurn[]> {
    const expression = fullTextQuery(query);
    if (expression === undefined) return [];
    const sql = `
      SELECT conversation_id AS conversationId, ${TURN_COLUMNS}
      FROM turns WHERE id IN (SELECT rowid FROM turn_words WHERE turn_words MATCH ?)
      ORDER BY created_at_ms DESC, id DESC LIMIT ?`;
    return this.#read(() => this.#connection.all(sql, expression, limit)).map(({ conversationId, ...row }) => ({
      conversationId: conversationId as ConversationId,
      turn: toTurn(row),
    }));
  }

  async exportConversation(id: ConversationId): Promise<ConversationExport> {
    return this.#read(() => {
      const conversation = this.#expect(id);
      const summary = this.#summary(id);
      return { conversation, ...(summary === undefined ? {} : { summary }), turns: this.#turns(id, undefined) };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection[Symbol.dispose]();
  }

  #find(id: ConversationId): Conversation | undefined {
    const row = this.#connection.get(`SELECT ${CONVERSATION_COLUMNS} FROM conversations WHERE id = ?`, id);
    return row === undefined ? undefined : toConversation(row);
  }

  #expect(id: ConversationId): Conversation {
    const found = this.#find(id);
    if (found === undefined) throw new SottoFault('bad-params', `There is no conversation ${id}.`);
    return found;
  }

  #turns(id: ConversationId, fromTurn: TurnId | undefined): readonly TurnRecord[] {
    const sql = `SELECT ${TURN_COLUMNS} FROM turns WHERE conversation_id = ? AND number >= ? ORDER BY number, role DESC`;
    return this.#connection.all(sql, id, fromTurn ?? 0).map(toTurn);
  }

  #summary(id: ConversationId): RunningSummary | undefined {
    const row = this.#connection.get(
      'SELECT summary AS text, summarized_through AS throughTurn FROM conversations WHERE id = ?',
      id,
    );
    const { text = null, throughTurn } = row ?? {};
    return text === null ? undefined : { text: String(text), throughTurn: Number(throughTurn) as TurnId };
  }

  #change(action: () => void): void {
    this.#read(() => this.#connection.transaction(action));
  }

  /** The word index can be made anew from the turns, so that damage to it alone costs nothing. */
  #read<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!isSqliteFailure(error, 'corrupt') || !rebuildIndex(this.#connection))
        throw asStorageFault(error, 'The conversation store');
    }
    try {
      return action();
    } catch (error) {
      throw asStorageFault(error, 'The conversation store');
    }
  }
}

function toConversation({ id, title, createdAtMs, updatedAtMs, isPinned }: SqlRow): Conversation {
  return {
    id: id as ConversationId,
    title: String(title),
    createdAtMs: Number(createdAtMs),
    updatedAtMs: Number(updatedAtMs),
    ...(isPinned === 1 ? { isPinned: true } : {}),
  };
}

function toTurn({ number, role, text, heardText, status, createdAtMs }: SqlRow): TurnRecord {
  return {
    number: Number(number) as TurnId,
    role: role as TurnRecord['role'],
    text: String(text),
    ...(heardText === null ? {} : { heardText: String(heardText) }),
    status: status as TurnRecord['status'],
    createdAtMs: Number(createdAtMs),
  };
}
