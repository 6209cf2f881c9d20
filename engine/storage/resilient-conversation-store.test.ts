import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { SottoFault } from '../../contract/faults.ts';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import type { TurnRecord } from './conversation-store.ts';
import { FakeConversationStore } from './fake-conversation-store.ts';
import { ResilientConversationStore } from './resilient-conversation-store.ts';

const A = 'a' as ConversationId;
const B = 'b' as ConversationId;
const FULL = new SottoFault('storage-read-only', 'The disk is full.');

function said(number: number, text = `word ${number}`): TurnRecord {
  return { number: number as TurnId, role: 'user', text, status: 'complete', createdAtMs: number };
}

describe('a store whose disk fills up', () => {
  let inner: FakeConversationStore;
  let store: ResilientConversationStore;
  let changes: string[];
  let released: number;
  beforeEach(async () => {
    inner = new FakeConversationStore();
    changes = [];
    released = 0;
    store = new ResilientConversationStore({
      inner,
      onChange: ({ kind }) => changes.push(kind),
      releaseSpace: async () => {
        released += 1;
        inner.failChanges(undefined);
      },
    });
    await store.createConversation({ id: A, title: 'Title', createdAtMs: 1 });
    await store.keepTurn(A, said(1));
  });

  test('goes on in memory, reads show it, and all of it reaches the disk later in order', async () => {
    inner.failChanges(FULL);
    await store.keepTurn(A, said(2));
    await store.createConversation({ id: B, title: 'Second', createdAtMs: 50 });
    await store.keepTurn(B, said(1, 'elsewhere'));
    await store.renameConversation(A, 'Renamed', 99);
    await store.keepSummary(A, { text: 'So far.', throughTurn: 1 as TurnId });
    await store.keepTurn(A, said(2, 'said again'));
    assert.deepEqual([changes, store.waiting], [['in-memory'], 6]);
    assert.equal((await inner.turns(A)).length, 1);

    const view = async (from: FakeConversationStore | ResilientConversationStore): Promise<unknown> => ({
      list: await from.listConversations(),
      exports: [await from.exportConversation(A), await from.exportConversation(B)],
      turns: await from.turns(A, { fromTurn: 2 as TurnId }),
      summary: await from.summary(A),
      found: await from.findConversation(B),
      search: [await from.searchTurns('said'), await from.searchTurns('word'), await from.searchTurns('else')],
    });
    const inMemory = await view(store);
    inner.failChanges(undefined);
    await store.keepTurn(B, said(0, 'before')); // any change brings the rest along
    assert.deepEqual([changes, store.waiting], [['in-memory', 'on-disk'], 0]);
    await store.deleteConversation(B);
    await store.createConversation({ id: B, title: 'Second', createdAtMs: 50 });
    await store.keepTurn(B, said(1, 'elsewhere'));
    assert.deepEqual(await view(inner), inMemory);
  });

  test('flush tells whether everything is on the disk', async () => {
    inner.failChanges(FULL);
    await store.keepTurn(A, said(2));
    assert.equal(await store.flush(), 'in-memory');
    inner.failChanges(undefined);
    assert.equal(await store.flush(), 'on-disk');
    assert.deepEqual(await inner.turns(A), [said(1), said(2)]);
  });

  test('deleting gets the reserved space, and what waits follows', async () => {
    await store.createConversation({ id: B, title: 'Second', createdAtMs: 2 });
    inner.failChanges(FULL);
    await store.keepTurn(B, said(1));
    await store.keepTurn(A, said(2));
    await store.deleteConversation(B);
    assert.deepEqual([released, store.waiting], [1, 0]);
    assert.equal(await inner.findConversation(B), undefined);
    assert.equal((await inner.turns(A)).length, 2);
  });

  test('what can never be written is refused at once, not kept waiting', async () => {
    inner.failChanges(FULL);
    await assert.rejects(store.keepTurn(B, said(1)), { code: 'bad-params' });
    await assert.rejects(store.createConversation({ id: A, title: 'Again', createdAtMs: 1 }), { code: 'bad-params' });
    assert.equal(store.waiting, 0);
  });

  test('closing makes a last attempt, with the reserved space if need be', async () => {
    const kept: TurnRecord[] = [];
    const keep = inner.keepTurn.bind(inner);
    inner.keepTurn = async (id, turn) => {
      await keep(id, turn);
      kept.push(turn);
    };
    inner.failChanges(FULL);
    await store.keepTurn(A, said(2));
    await store[Symbol.asyncDispose]();
    assert.deepEqual([released, kept], [1, [said(2)]]);
  });

  test('other faults are passed on', async () => {
    inner.failChanges(new SottoFault('storage-corrupt', 'Damaged.'));
    await assert.rejects(store.keepTurn(A, said(2)), { code: 'storage-corrupt' });
    assert.equal(store.waiting, 0);
  });
});

test('whenever the disk fills up and empties, no acknowledged change is lost and reads agree', async () => {
  const id = fc.constantFrom(A, B);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), id }),
    fc.record({ kind: fc.constant('turn' as const), id, number: fc.nat(5), text: fc.constantFrom('red', 'green') }),
    fc.record({ kind: fc.constant('rename' as const), id, title: fc.constantFrom('One', 'Two') }),
    fc.record({ kind: fc.constant('delete' as const), id }),
    fc.record({ kind: fc.constant('disk' as const), id, state: fc.constantFrom('full', 'free') }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const expected = new FakeConversationStore();
      const inner = new FakeConversationStore();
      const store = new ResilientConversationStore({ inner, onChange: () => undefined });
      let nowMs = 0;
      for (const taken of steps) {
        nowMs += 1;
        const atMs = nowMs;
        const act = async (target: FakeConversationStore | ResilientConversationStore): Promise<string> => {
          try {
            if (taken.kind === 'create')
              await target.createConversation({ id: taken.id, title: 'New', createdAtMs: atMs });
            if (taken.kind === 'rename') await target.renameConversation(taken.id, taken.title, atMs);
            if (taken.kind === 'delete') await target.deleteConversation(taken.id);
            if (taken.kind === 'turn')
              await target.keepTurn(taken.id, { ...said(taken.number, taken.text), createdAtMs: atMs });
            return 'done';
          } catch (error) {
            return (error as SottoFault).code;
          }
        };
        if (taken.kind === 'disk') inner.failChanges(taken.state === 'full' ? FULL : undefined);
        const outcome = await act(store);
        if (outcome === 'storage-read-only') continue; // only deleting may be refused, and then nothing changed
        assert.equal(outcome, await act(expected));
        assert.deepEqual(await store.listConversations(), await expected.listConversations());
        assert.deepEqual(await store.searchTurns('red'), await expected.searchTurns('red'));
        for (const { id: each } of await expected.listConversations()) {
          assert.deepEqual(await store.exportConversation(each), await expected.exportConversation(each));
        }
      }
      inner.failChanges(undefined);
      await store.flush();
      assert.deepEqual(await inner.listConversations(), await expected.listConversations());
    }),
    { numRuns: 150 },
  );
});
