/**
 * A process that keeps turns until it is killed, and tells which ones it was promised are kept.
 *
 * node storage-child.ts FOLDER KEY|- TURNS: messages are `opened {turns}`, `kept {number}`, `durability {kind}` and
 * `refused {code}`. Without a number of turns it goes on for ever.
 */

import { toFault } from '../../contract/faults.ts';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import { connectLibsql } from '../../engine/storage/libsql.adapter.ts';
import { openConversationStore } from '../../engine/storage/open-conversation-store.ts';

export type StorageChildMessage =
  | { readonly type: 'opened'; readonly outcome: string; readonly turns: readonly number[] }
  | { readonly type: 'kept'; readonly number: number }
  | { readonly type: 'durability'; readonly kind: string }
  | { readonly type: 'waiting-visible'; readonly turns: number }
  | { readonly type: 'refused'; readonly code: string };

export const CONVERSATION = 'conversation' as ConversationId;

/** Messages leave in their order, so that the last one is gone when all are. */
let lastSent: Promise<unknown> = Promise.resolve();

const [folder, key, limit] = process.argv.slice(2);
if (process.send !== undefined && folder !== undefined)
  await run(folder, key === '-' ? undefined : key, Number(limit ?? Number.POSITIVE_INFINITY));

async function run(into: string, encryptionKey: string | undefined, turns: number): Promise<void> {
  try {
    const { store, report } = await openConversationStore({
      folder: into,
      connect: connectLibsql,
      encryptionKey,
      nowMs: Date.now,
      onDurabilityChange: ({ kind }) => tell({ type: 'durability', kind }),
    });
    if ((await store.findConversation(CONVERSATION)) === undefined) {
      await store.createConversation({ id: CONVERSATION, title: 'Title', createdAtMs: Date.now() });
    }
    const known = (await store.turns(CONVERSATION)).map(({ number }) => Number(number));
    tell({ type: 'opened', outcome: report.outcome, turns: known });
    const first = (known.at(-1) ?? 0) + 1;
    for (let number = first; number < first + turns; number++) {
      await store.keepTurn(CONVERSATION, {
        number: number as TurnId,
        role: 'user',
        text: `turn ${number} ${'with some words '.repeat(number % 50)}`,
        status: 'complete',
        createdAtMs: number,
      });
      tell({ type: 'kept', number });
      // Messages are only sent when the loop gets round to it.
      await new Promise(setImmediate);
    }
    tell({ type: 'waiting-visible', turns: (await store.turns(CONVERSATION)).length });
    await store[Symbol.asyncDispose]();
  } catch (error) {
    tell({ type: 'refused', code: toFault(error).code });
  }
  // What is still queued when the channel closes would be lost, and a busy parent leaves much of it queued.
  await lastSent;
  process.disconnect();
}

function tell(message: StorageChildMessage): void {
  lastSent = new Promise<void>((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}
