import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEvent } from '../../contract/events.ts';
import { TalkView } from './talk-view.ts';

function viewAfter(...events: EngineEvent[]): { lines: string[]; status: string } {
  const view = new TalkView(false);
  const lines = events.flatMap((event) => view.show(event));
  return { lines, status: view.status(60) };
}

test('the conversation stays as lines', () => {
  const { lines } = viewAfter(
    { type: 'transcript.final', turnId: 1, text: 'What time is it?', language: 'en' },
    { type: 'reply.delta', replyId: 1, text: 'It is noon.' },
    { type: 'reply.completed', turnId: 1, replyId: 1, text: 'It is noon. ', reason: 'end' },
    { type: 'overlap.judged', replyId: 1, verdict: 'backchannel', reason: 'x' },
    { type: 'playback.stopped', replyId: 1, heardSamples: 1, sampleRateHz: 1, heardText: 'It is' },
  );
  assert.deepEqual(lines, [
    'you    What time is it?',
    'sotto  It is noon.',
    '       (went on: you only said that you listen)',
    '       heard until here: … It is',
  ]);
});

test('the live line tells floor, level, words and latency, and keeps its width', () => {
  const { status } = viewAfter(
    { type: 'turn.changed', from: 'listening', to: 'user-speaking' },
    { type: 'input.level', dbfs: -12 },
    { type: 'input.level', dbfs: -90 },
    { type: 'transcript.partial', text: 'what time is it in Lisbon and in Rome', stableLength: 4 },
    { type: 'turn.timing', turnId: 1, replyId: 1, marks: { firstAudioMs: 612.4 } },
  );
  assert.match(status, /^● you speak +█ {2}….*Rome +612 ms$/u);
  assert.ok(status.length <= 60, `${status.length}`);
});

test('styles tell stable words from those that may change', () => {
  const view = new TalkView(true);
  view.show({ type: 'turn.changed', from: 'listening', to: 'user-speaking' });
  view.show({ type: 'transcript.partial', text: 'hello wor', stableLength: 5 });
  assert.ok(view.status(80).includes('hello\u001b[2m wor\u001b[22m'));
});

test('muted is shown, and what went wrong', () => {
  const { lines, status } = viewAfter(
    { type: 'device.changed', direction: 'input', state: 'muted' },
    { type: 'fault.raised', fault: { code: 'device-missing', message: 'Gone.', retryable: false } },
  );
  assert.match(status, /muted/);
  assert.deepEqual(lines, ['       Gone. [device-missing]']);
});
