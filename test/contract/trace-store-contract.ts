/** What every trace store keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ConversationId } from '../../contract/ids.ts';
import type { ConversationStore } from '../../engine/storage/conversation-store.ts';
import type { TraceStore } from '../../engine/storage/trace-store.ts';
import { traceOf } from '../support/traces.ts';

const A = 'a' as ConversationId;
const B = 'b' as ConversationId;

export interface TraceStoreSubject {
  readonly conversations: ConversationStore;
  readonly traces: TraceStore;
}

/** @param makeSubject an empty store that keeps at most `limit` traces of a conversation. */
export function describeTraceStore(name: string, makeSubject: (limit: number) => Promise<TraceStoreSubject>): void {
  describe(`${name} keeps the trace store contract`, () => {
    let subject: TraceStoreSubject;
    beforeEach(async () => {
      subject = await makeSubject(3);
      for (const id of [A, B]) await subject.conversations.createConversation({ id, title: '', createdAtMs: 1 });
    });
    afterEach(() => subject.conversations[Symbol.asyncDispose]());

    test('traces come back as they were kept, in order, each with its conversation', async () => {
      const { traces } = subject;
      const first = traceOf({
        turnId: 1,
        marks: { firstAudioMs: 512.5 },
        entries: [
          {
            kind: 'overlap-judged',
            at: 512,
            evidence: { heard: 'speech' },
            pii: { text: 'Grüße "x"' },
            reason: 'words',
          },
        ],
      });
      const second = traceOf({ sequence: 1, outcome: 'nothing-heard' });
      const other = traceOf({ sequence: 2, turnId: 1 });
      await traces.keepTrace(A, first);
      await traces.keepTrace(B, other);
      await traces.keepTrace(A, second);
      assert.deepEqual(await traces.traces(A), [first, second]);
      assert.deepEqual(await traces.traces(B), [other]);
    });

    test('beyond the bound the oldest give way, of this conversation only', async () => {
      const { traces } = subject;
      await traces.keepTrace(B, traceOf({ sequence: 99 }));
      for (const sequence of [0, 1, 2, 3, 4]) await traces.keepTrace(A, traceOf({ sequence }));
      const sequences = (await traces.traces(A)).map(({ sequence }) => sequence);
      assert.deepEqual(sequences, [2, 3, 4]);
      assert.equal((await traces.traces(B)).length, 1);
    });

    test('they go with their conversation', async () => {
      const { traces, conversations } = subject;
      for (const id of [A, B]) await traces.keepTrace(id, traceOf());
      await conversations.deleteConversation(A);
      assert.deepEqual(await traces.traces(A), []);
      assert.equal((await traces.traces(B)).length, 1);
    });

    test('nothing is kept of a conversation that is not there', async () => {
      const nowhere = 'nowhere' as ConversationId;
      await assert.rejects(subject.traces.keepTrace(nowhere, traceOf()), { code: 'bad-params' });
      assert.deepEqual(await subject.traces.traces(nowhere), []);
    });
  });
}
