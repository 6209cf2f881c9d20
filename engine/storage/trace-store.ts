/** Port: why turns went the way they did, kept beside the conversation and deleted with it. */

import type { ConversationId } from '../../contract/ids.ts';
import type { TurnTrace } from '../../contract/trace.ts';

/** Some days of talking. Beyond it the oldest of a conversation give way. */
export const MAX_TRACES = 2_000;

export interface TraceStore {
  /**
   * Rejects with `bad-params` for a conversation that is not on the disk, with `storage-read-only` when the disk takes
   * nothing more: a trace waits for nothing, and whoever keeps one can do without it.
   */
  keepTrace(id: ConversationId, trace: TurnTrace): Promise<void>;
  /** In the order in which they were kept; none for a conversation that is not there. */
  traces(id: ConversationId): Promise<readonly TurnTrace[]>;
}
