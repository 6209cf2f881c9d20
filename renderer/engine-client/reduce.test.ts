import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeState } from '../../test/support/fake-assistant-host.ts';
import { isGap, reduce } from './reduce.ts';
import { type ClientEvent, EMPTY_VIEW, type View } from './view.ts';

function told(events: readonly ClientEvent[], start: View = begun()): View {
  return events.reduce((view, event) => reduce(view, { kind: 'event', sequence: 1, event }, 0, 7), start);
}

function begun(): View {
  const state = { ...fakeState(), open: { conversation: undefined, turns: [] } };
  return reduce(EMPTY_VIEW, { kind: 'snapshot', sequence: 0, state }, 0, 0);
}

const QUESTION: ClientEvent = { type: 'transcript.final', turnId: 4, text: 'Why?', language: 'en' };
const REPLY: ClientEvent = { type: 'reply.started', turnId: 4, replyId: 9 };

test('a spoken question and its interrupted answer are shown as heard', () => {
  const view = told([
    { type: 'transcript.partial', text: 'Wh', stableLength: 0 },
    QUESTION,
    REPLY,
    { type: 'reply.delta', replyId: 9, text: 'Because ' },
    { type: 'reply.delta', replyId: 8, text: 'of another reply' },
    { type: 'playback.stopped', replyId: 9, heardSamples: 5, sampleRateHz: 10, heardText: 'Beca' },
    { type: 'reply.completed', turnId: 4, replyId: 9, text: 'Because so.', reason: 'interrupted' },
  ]);
  assert.deepEqual(view.state?.open.turns, [
    { turn: 4, role: 'user', text: 'Why?', status: 'complete', createdAtMs: 7 },
    { turn: 4, role: 'assistant', text: 'Because so.', status: 'interrupted', heardText: 'Beca', createdAtMs: 7 },
  ]);
  assert.equal(view.partial, undefined);
});

test('what was typed becomes the turn that its answer belongs to', () => {
  const view = told([REPLY], reduce(begun(), { kind: 'typed', text: 'Why?' }, 0, 0));
  assert.deepEqual(
    view.state?.open.turns.map(({ role, text }) => [role, text]),
    [
      ['user', 'Why?'],
      ['assistant', ''],
    ],
  );
  assert.deepEqual(view.typed, []);
});

test('the first turn makes a conversation of what is open, and stays in it', () => {
  const conversation = { id: 'new', title: 'Why?', isPinned: false, createdAtMs: 7, updatedAtMs: 7 };
  const kept = { turn: 4, role: 'user', text: 'Why?', status: 'complete', createdAtMs: 8 } as const;
  const typed = reduce(begun(), { kind: 'typed', text: 'Why?' }, 0, 0);
  const { state, reply } = told(
    [REPLY, { type: 'conversation.begun', conversation }, { type: 'turn.kept', turn: kept }],
    typed,
  );
  assert.equal(state?.open.conversation?.id, 'new');
  assert.deepEqual(
    state?.open.turns.map(({ role, createdAtMs }) => [role, createdAtMs]),
    [
      ['user', 8],
      ['assistant', 7],
    ],
  );
  assert.equal(reply?.turnId, 4);
});

test('a snapshot forgets what a broken connection left behind', () => {
  const view = reduce(told([REPLY]), { kind: 'snapshot', sequence: 3, state: fakeState() }, 0, 0);
  assert.deepEqual([view.reply, view.speech, view.link], [undefined, undefined, 'open']);
});

test('an update that is missing is noticed', () => {
  const update = { kind: 'event', sequence: 5, event: QUESTION } as const;
  assert.deepEqual([isGap(4, update), isGap(3, update), isGap(undefined, update)], [false, true, false]);
});

test('a question that was typed elsewhere comes before its answer, however late it is told', () => {
  const asked: ClientEvent = {
    type: 'turn.kept',
    turn: { turn: 4, role: 'user', text: 'Why?', status: 'complete', createdAtMs: 0 },
  };
  const view = told([REPLY, asked]);
  assert.deepEqual(
    view.state?.open.turns.filter(({ turn }) => turn === 4).map(({ role }) => role),
    ['user', 'assistant'],
  );
});
