/** Port: what tools keep between runs, in the profile. */

export const RECORD_KINDS = [
  ...(['timer', 'alarm', 'reminder', 'event', 'list-item', 'note', 'deed'] as const),
  /** What the user wants remembered about themselves. */
  'fact',
  /** What rang last, so that it can be put off. */
  'rung',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface ToolRecord {
  readonly id: string;
  /** JSON, as whoever wrote it knows. */
  readonly body: string;
}

export interface ToolRecords {
  /** In the order in which they were first put. */
  all(kind: RecordKind): Promise<readonly ToolRecord[]>;
  /** Rejects with `storage-read-only` when the disk takes nothing more. */
  put(kind: RecordKind, record: ToolRecord): Promise<void>;
  remove(kind: RecordKind, id: string): Promise<void>;
}

/** For a conversation of which nothing is kept. */
export class EphemeralToolRecords implements ToolRecords {
  readonly #kept = new Map<RecordKind, Map<string, ToolRecord>>();

  async all(kind: RecordKind): Promise<readonly ToolRecord[]> {
    return [...(this.#kept.get(kind)?.values() ?? [])];
  }

  async put(kind: RecordKind, record: ToolRecord): Promise<void> {
    const kept = this.#kept.get(kind) ?? new Map<string, ToolRecord>();
    this.#kept.set(kind, kept.set(record.id, record));
  }

  async remove(kind: RecordKind, id: string): Promise<void> {
    this.#kept.get(kind)?.delete(id);
  }
}
