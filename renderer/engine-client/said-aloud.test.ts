import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_SAID_REPLY_ID } from '../../contract/ids.ts';
import { fakeState } from '../../test/support/fake-assistant-host.ts';
import { reduce } from './reduce.ts';
import { type ClientEvent, EMPTY_VIEW, type View } from './view.ts';

const SAID = FIRST_SAID_REPLY_ID + 3;

function told(...events: readonly ClientEvent[]): View {
  const begun = reduce(EMPTY_VIEW, { kind: 'snapshot', sequence: 0, state: fakeState() }, 0, 0);
  return events.reduce((view, event) => reduce(view, { kind: 'event', sequence: 1, event }, 0, 7), begun);
}

function segment(replyId: number): ClientEvent {
  const visemes = [{ shape: 'aa', startSample: 0 }] as const;
  return { type: 'playback.segment', replyId, startSample: 0, endSample: 9, sampleRateHz: 10, visemes: [...visemes] };
}

test('lips move with what is said once more, and the next reply has them again', () => {
  const started: ClientEvent = { type: 'playback.started', replyId: SAID };
  const saying = told(segment(4), segment(SAID), started);
  assert.deepEqual([saying.speech?.replyId, saying.speech?.isPlaying, saying.speech?.visemes.length], [SAID, true, 1]);
  const next = told(segment(SAID), started, segment(5), { type: 'playback.started', replyId: 5 });
  assert.deepEqual([next.speech?.replyId, next.speech?.isPlaying], [5, true]);
  assert.equal(told(segment(5), segment(4)).speech?.replyId, 5, 'an earlier reply does not take them back');
});
