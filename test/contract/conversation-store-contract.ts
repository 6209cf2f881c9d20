/** What every conversation store keeps, whatever is behind it. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import type { ConversationId, TurnId } from '../../contract/ids.ts';
import type { ConversationStore, TurnRecord } from '../../engine/storage/conversation-store.ts';

const A = 'a' as ConversationId;
const B = 'b' as ConversationId;
const NOWHERE = 'nowhere' as ConversationId;

function turn(number: number, role: TurnRecord['role'], text: string, rest: Partial<TurnRecord> = {}): TurnRecord {
  return { number: number as TurnId, role, text, status: 'complete', createdAtMs: 1_000 + number, ...rest };
}

/** @param makeSubject an empty store. */
export function describeConversationStore(name: string, makeSubject: () => Promise<ConversationStore>): void {
  describe(`${name} keeps the conversation store contract`, () => {
    let store: ConversationStore;
    beforeEach(async () => {
      store = await makeSubject();
    });
    afterEach(() => store[Symbol.asyncDispose]());

    const create = (id: ConversationId, createdAtMs = 1_000): Promise<void> =>
      store.createConversation({ id, title: `Title ${id}`, createdAtMs });

    test('a new conversation is found and listed', async () => {
      await create(A);
      const expected = { id: A, title: 'Title a', createdAtMs: 1_000, updatedAtMs: 1_000 };
      assert.deepEqual(await store.findConversation(A), expected);
      assert.deepEqual(await store.listConversations(), [expected]);
      assert.equal(await store.findConversation(B), undefined);
    });

    test('an id is taken once', async () => {
      await create(A);
      await assert.rejects(create(A), { code: 'bad-params' });
    });

    test('turns come back as they were kept, in order, the user first', async () => {
      await create(A);
      const kept = [
        turn(1, 'user', 'What is the time?'),
        turn(1, 'assistant', 'Ten to four, and all is well.', { heardText: 'Ten to four', status: 'interrupted' }),
        turn(2, 'user', 'Thanks.'),
        turn(2, 'assistant', '', { status: 'failed' }),
        turn(10, 'user', 'Grüße 👋 "quoted" \\ line\nbreak\tnull: \u{1f600}'),
        turn(10, 'assistant', 'Heard nothing of it.', { heardText: '' }),
      ];
      for (const record of [5, 2, 0, 4, 1, 3]) await store.keepTurn(A, kept[record] as TurnRecord);
      assert.deepEqual(await store.turns(A), kept);
      assert.deepEqual(await store.turns(A, { fromTurn: 2 as TurnId }), kept.slice(2));
      assert.deepEqual(await store.turns(A, { fromTurn: 11 as TurnId }), []);
    });

    test('the same number and role again replaces the record', async () => {
      await create(A);
      await store.keepTurn(A, turn(1, 'assistant', 'The quick brown fox.'));
      const heard = turn(1, 'assistant', 'The quick brown cat.', { heardText: 'The quick', status: 'interrupted' });
      await store.keepTurn(A, heard);
      assert.deepEqual(await store.turns(A), [heard]);
      assert.deepEqual(await store.searchTurns('fox'), []);
      assert.equal((await store.searchTurns('cat')).length, 1);
    });

    test('the most recently updated conversation is listed first', async () => {
      await create(A, 1_000);
      await create(B, 1_001);
      const ids = async (): Promise<string[]> => (await store.listConversations()).map(({ id }) => id);
      assert.deepEqual(await ids(), [B, A]);
      await store.keepTurn(A, turn(1, 'user', 'Hello', { createdAtMs: 2_000 }));
      assert.deepEqual(await ids(), [A, B]);
      await store.renameConversation(B, 'Renamed', 3_000);
      assert.deepEqual(await store.listConversations({ limit: 1 }), [
        { id: B, title: 'Renamed', createdAtMs: 1_001, updatedAtMs: 3_000 },
      ]);
    });

    test('an update from the past does not turn back the time', async () => {
      await create(A, 5_000);
      await store.keepTurn(A, turn(1, 'user', 'Hello', { createdAtMs: 10 }));
      await store.renameConversation(A, 'Renamed', 20);
      assert.equal((await store.findConversation(A))?.updatedAtMs, 5_000);
    });

    test('a conversation is pinned, and let go again, without being changed otherwise', async () => {
      await create(A, 5_000);
      const plain = await store.findConversation(A);
      await store.pinConversation(A, true);
      assert.deepEqual(await store.findConversation(A), { ...plain, isPinned: true });
      assert.equal((await store.listConversations())[0]?.isPinned, true);
      await store.pinConversation(A, false);
      assert.deepEqual(await store.findConversation(A), plain);
    });

    test('a deleted conversation is gone, with its turns and words; others stay', async () => {
      await create(A);
      await create(B);
      await store.keepTurn(A, turn(1, 'user', 'secret plan'));
      await store.keepTurn(B, turn(1, 'user', 'public plan'));
      await store.deleteConversation(A);
      await store.deleteConversation(A);
      assert.equal(await store.findConversation(A), undefined);
      assert.deepEqual(await store.searchTurns('secret'), []);
      assert.equal((await store.searchTurns('plan')).length, 1);
      await create(A);
      assert.deepEqual(await store.turns(A), []);
    });

    test('the running summary is kept and replaced', async () => {
      await create(A);
      assert.equal(await store.summary(A), undefined);
      await store.keepSummary(A, { text: 'They met.', throughTurn: 3 as TurnId });
      await store.keepSummary(A, { text: 'They met and talked.', throughTurn: 9 as TurnId });
      assert.deepEqual(await store.summary(A), { text: 'They met and talked.', throughTurn: 9 });
    });

    test('an export has all of a conversation', async () => {
      await create(A);
      await store.keepTurn(A, turn(1, 'user', 'Hello'));
      const conversation = { id: A, title: 'Title a', createdAtMs: 1_000, updatedAtMs: 1_001 };
      assert.deepEqual(await store.exportConversation(A), { conversation, turns: [turn(1, 'user', 'Hello')] });
      await store.keepSummary(A, { text: 'A greeting.', throughTurn: 1 as TurnId });
      assert.deepEqual((await store.exportConversation(A)).summary, { text: 'A greeting.', throughTurn: 1 });
    });

    test('what is asked of a conversation that is not there is a fault', async () => {
      const calls = [
        () => store.keepTurn(NOWHERE, turn(1, 'user', 'Hello')),
        () => store.turns(NOWHERE),
        () => store.renameConversation(NOWHERE, 'Title', 1),
        () => store.pinConversation(NOWHERE, true),
        () => store.keepSummary(NOWHERE, { text: '', throughTurn: 1 as TurnId }),
        () => store.summary(NOWHERE),
        () => store.exportConversation(NOWHERE),
      ];
      for (const call of calls) await assert.rejects(call, { code: 'bad-params' });
    });

    test('search finds words in any order, case and accent, and the beginning of the last one', async () => {
      await create(A);
      await store.keepTurn(A, turn(1, 'user', 'Der Zug nach München fährt um acht.'));
      await store.keepTurn(A, turn(1, 'assistant', 'It’s at platform 12-b, near the café.'));
      await store.keepTurn(A, turn(2, 'user', 'Where is the platform?'));
      const found = async (query: string): Promise<string[]> =>
        (await store.searchTurns(query)).map(({ turn: { number, role } }) => `${number} ${role}`);
      const table: readonly (readonly [string, readonly string[]])[] = [
        ['munchen', ['1 user']],
        ['MÜNCHEN zug', ['1 user']],
        ['platform', ['2 user', '1 assistant']],
        ['plat', ['2 user', '1 assistant']],
        ['plat near', []],
        ['near plat', ['1 assistant']],
        ['cafe platform', ['1 assistant']],
        ['12 b', ['1 assistant']],
        ['airport', []],
        ['', []],
        ['?!', []],
      ];
      for (const [query, expected] of table) assert.deepEqual(await found(query), expected, query);
    });

    test('search gives the newest first, up to the limit', async () => {
      await create(A);
      for (let number = 1; number <= 30; number++)
        await store.keepTurn(A, turn(number, 'user', `tea number ${number}`));
      const numbers = (await store.searchTurns('tea', { limit: 3 })).map((found) => found.turn.number);
      assert.deepEqual(numbers, [30, 29, 28]);
      assert.equal((await store.searchTurns('tea')).length, 20);
    });

    test('any text is a valid query, and none of it is syntax', async () => {
      await create(A);
      await store.keepTurn(A, turn(1, 'user', 'alpha beta'));
      await store.keepTurn(A, turn(2, 'user', 'and or not near'));
      const syntax = fc.constantFrom(
        '"',
        "'",
        '*',
        '^',
        '(',
        ')',
        ':',
        '-',
        '+',
        '{',
        '}',
        'AND',
        'NOT',
        'NEAR(',
        'text:',
        '\0',
        '%',
        ';--',
        ' ',
      );
      const query = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.oneof(syntax, fc.string()), { maxLength: 8 }).map((parts) => parts.join('')),
      );
      await fc.assert(
        fc.asyncProperty(query, async (text) => {
          await store.searchTurns(text);
          // Decoration around a word changes nothing: it is never an operator.
          const decorated = await store.searchTurns(`"${'*^(:'.slice(0, text.length % 5)}alpha" -`);
          assert.equal(decorated.length, 1);
        }),
        { numRuns: 200 },
      );
      assert.deepEqual((await store.searchTurns('NOT alpha')).length, 0);
      assert.deepEqual((await store.searchTurns('alpha OR near')).length, 0);
      assert.deepEqual((await store.searchTurns('OR NOT')).length, 1);
    });
  });
}
