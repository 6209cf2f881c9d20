import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OverlapVerdict } from '../../contract/events.ts';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';
import { type TurnConfig, type TurnEvent, type TurnState, transition } from './turn-machine.ts';

const at = (samples: number): SampleTime => samples as SampleTime;
const reply = (id: number): ReplyId => id as ReplyId;
const config: TurnConfig = {
  unscoredDelaySamples: 800,
  eagerThreshold: 0.5,
  holdAfterSamples: 64,
  yieldAfterSamples: 1200,
  verdictPatienceSamples: 1500,
  backchannelPauseSamples: 700,
  rest: { kind: 'listening' },
};

function step(state: TurnState, event: TurnEvent) {
  return transition(state, event, config, () => reply(7));
}

const paused: TurnState = { kind: 'user-paused', since: at(1000), draft: undefined };
const drafted: TurnState = { ...paused, draft: reply(3) };
const thinking: TurnState = { kind: 'thinking', reply: reply(3) };
const speaking: TurnState = { kind: 'speaking', reply: reply(3) };
const suspected: TurnState = { kind: 'overlapped', reply: reply(3), phase: { kind: 'suspected' } };
const likely: TurnState = { kind: 'overlapped', reply: reply(3), phase: { kind: 'likely' } };
const overlapped: TurnState = { kind: 'overlapped', reply: reply(3), phase: { kind: 'talking' } };
const quiet: TurnState = { kind: 'overlapped', reply: reply(3), phase: { kind: 'quiet', since: at(6000) } };
const judged = (verdict: OverlapVerdict): TurnEvent => ({ type: 'overlap-judged', verdict, reason: 'test' });
const judgedEnd = (probability: number, delaySamples: number): TurnEvent => ({
  type: 'end-of-turn-judged',
  probability,
  delaySamples,
  reason: 'test',
});

const arcs: [name: string, from: TurnState, event: TurnEvent, to: TurnState, effects: unknown[]][] = [
  ['wakes', { kind: 'asleep' }, { type: 'woken' }, { kind: 'listening' }, []],
  ['hears the user begin', { kind: 'listening' }, { type: 'speech-started', at: at(0) }, { kind: 'user-speaking' }, []],
  [
    'waits at a pause, counting from the last sound',
    { kind: 'user-speaking' },
    { type: 'speech-paused', at: at(1000) },
    paused,
    [{ type: 'start-timer', timer: 'endpoint', due: { at: 1800 } }],
  ],
  [
    'drafts a reply when the turn sounds complete',
    paused,
    judgedEnd(0.9, 300),
    { ...paused, draft: reply(7) },
    [
      { type: 'cancel-timer', timer: 'endpoint' },
      { type: 'start-timer', timer: 'endpoint', due: { at: 1300 } },
      { type: 'begin-reply', reply: 7 },
    ],
  ],
  [
    'waits longer, without a draft, when the turn sounds cut short',
    paused,
    judgedEnd(0.1, 2000),
    paused,
    [
      { type: 'cancel-timer', timer: 'endpoint' },
      { type: 'start-timer', timer: 'endpoint', due: { at: 3000 } },
    ],
  ],
  [
    'drops the draft when the user goes on',
    drafted,
    { type: 'speech-started', at: at(1200) },
    { kind: 'user-speaking' },
    [
      { type: 'cancel-timer', timer: 'endpoint' },
      { type: 'abort-reply', reply: 3, reason: 'user-resumed' },
    ],
  ],
  [
    'commits the draft at the endpoint',
    drafted,
    { type: 'timer-fired', timer: 'endpoint' },
    thinking,
    [{ type: 'commit-user-turn', reply: 3 }],
  ],
  [
    'begins and commits at the endpoint without a draft',
    paused,
    { type: 'timer-fired', timer: 'endpoint' },
    { kind: 'thinking', reply: reply(7) },
    [
      { type: 'begin-reply', reply: 7 },
      { type: 'commit-user-turn', reply: 7 },
    ],
  ],
  ['speaks', thinking, { type: 'playback-started', reply: reply(3) }, speaking, []],
  ['listens again after speaking', speaking, { type: 'reply-finished', reply: reply(3) }, { kind: 'listening' }, []],
  [
    'listens again after a failed reply',
    thinking,
    { type: 'reply-failed', reply: reply(3) },
    { kind: 'listening' },
    [],
  ],
  ['ignores a reply that is not the open one', speaking, { type: 'reply-finished', reply: reply(2) }, speaking, []],
  [
    'gives way to a user who goes on before the first word',
    thinking,
    { type: 'speech-started', at: at(5000) },
    { kind: 'user-speaking' },
    [{ type: 'abort-reply', reply: 3, reason: 'user-resumed' }],
  ],
  [
    'ducks at a sound that may be speech',
    speaking,
    { type: 'speech-suspected', at: at(4900) },
    suspected,
    [{ type: 'duck-playback' }, { type: 'start-timer', timer: 'overlap', due: { at: 4964 } }],
  ],
  [
    'falls silent when the sound lasts',
    suspected,
    { type: 'timer-fired', timer: 'overlap' },
    likely,
    [{ type: 'hold-playback' }, { type: 'start-timer', timer: 'overlap', due: { inSamples: 1200 } }],
  ],
  [
    'goes on at the word it had come to when that was no speech',
    likely,
    { type: 'speech-dismissed', at: at(4990) },
    speaking,
    [{ type: 'cancel-timer', timer: 'overlap' }, { type: 'restore-playback' }],
  ],
  [
    'stays silent when it was speech',
    likely,
    { type: 'speech-started', at: at(5000) },
    overlapped,
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'start-timer', timer: 'overlap', due: { at: 6200 } },
    ],
  ],
  [
    'goes on when it was none',
    suspected,
    { type: 'speech-dismissed', at: at(4900) },
    speaking,
    [{ type: 'cancel-timer', timer: 'overlap' }, { type: 'restore-playback' }],
  ],
  [
    'falls silent when talked over',
    suspected,
    { type: 'speech-started', at: at(5000) },
    overlapped,
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'hold-playback' },
      { type: 'start-timer', timer: 'overlap', due: { at: 6200 } },
    ],
  ],
  [
    'waits for the words when the other falls silent',
    overlapped,
    { type: 'speech-paused', at: at(6000) },
    quiet,
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'start-timer', timer: 'overlap', due: { at: 7500 } },
    ],
  ],
  [
    'waits after a back-channel whether more is said',
    quiet,
    judged('backchannel'),
    quiet,
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'start-timer', timer: 'overlap', due: { at: 6700 } },
    ],
  ],
  ['hears a back-channel to its end', overlapped, judged('backchannel'), overlapped, []],
  [
    'goes on while others talk',
    overlapped,
    judged('side-talk'),
    speaking,
    [{ type: 'cancel-timer', timer: 'overlap' }, { type: 'restore-playback' }],
  ],
  [
    'yields to words meant for it, while they are said',
    overlapped,
    judged('addressed'),
    { kind: 'user-speaking' },
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'abort-reply', reply: 3, reason: 'barge-in' },
    ],
  ],
  [
    'yields to words meant for it, after they were said',
    quiet,
    judged('addressed'),
    { kind: 'user-paused', since: at(6000), draft: undefined },
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'abort-reply', reply: 3, reason: 'barge-in' },
      { type: 'start-timer', timer: 'endpoint', due: { at: 6800 } },
    ],
  ],
  [
    'stops for a stop phrase, and answers nothing',
    overlapped,
    judged('stop'),
    { kind: 'listening' },
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'abort-reply', reply: 3, reason: 'stopped' },
    ],
  ],
  [
    'yields when the user keeps talking',
    overlapped,
    { type: 'timer-fired', timer: 'overlap' },
    { kind: 'user-speaking' },
    [{ type: 'abort-reply', reply: 3, reason: 'barge-in' }],
  ],
  [
    'goes on when no more is said, or words are not understood in time',
    quiet,
    { type: 'timer-fired', timer: 'overlap' },
    speaking,
    [{ type: 'restore-playback' }],
  ],
  [
    'forgets a noise',
    drafted,
    { type: 'nothing-heard' },
    { kind: 'listening' },
    [
      { type: 'cancel-timer', timer: 'endpoint' },
      { type: 'abort-reply', reply: 3, reason: 'nothing-heard' },
    ],
  ],
  [
    'answers typed text at once, in place of what it was saying',
    overlapped,
    { type: 'turn-submitted' },
    { kind: 'thinking', reply: reply(7) },
    [
      { type: 'cancel-timer', timer: 'overlap' },
      { type: 'abort-reply', reply: 3, reason: 'replaced' },
      { type: 'begin-reply', reply: 7 },
      { type: 'commit-user-turn', reply: 7 },
    ],
  ],
  ['speaks on when muted', speaking, { type: 'muted' }, speaking, []],
  [
    'forgets an unfinished turn when muted',
    drafted,
    { type: 'muted' },
    { kind: 'asleep' },
    [
      { type: 'cancel-timer', timer: 'endpoint' },
      { type: 'abort-reply', reply: 3, reason: 'muted' },
    ],
  ],
  [
    'falls silent at the end of the conversation',
    speaking,
    { type: 'closed' },
    { kind: 'asleep' },
    [{ type: 'abort-reply', reply: 3, reason: 'closed' }],
  ],
  [
    'gives the floor to a key',
    speaking,
    { type: 'floor-taken' },
    { kind: 'user-speaking' },
    [{ type: 'abort-reply', reply: 3, reason: 'barge-in' }],
  ],
  ['gives the floor to a key while asleep', { kind: 'asleep' }, { type: 'floor-taken' }, { kind: 'user-speaking' }, []],
];

for (const [name, from, event, to, effects] of arcs) {
  test(`the floor: ${name}`, () => {
    assert.deepEqual(step(from, event), { state: to, effects });
  });
}

test('the floor: attention lasts a while after an answer', () => {
  const attentive: TurnConfig = { ...config, rest: { kind: 'attentive', samples: 8000 } };
  const move = (state: TurnState, event: TurnEvent) => transition(state, event, attentive, () => reply(7));
  assert.deepEqual(move(speaking, { type: 'reply-finished', reply: reply(3) }), {
    state: { kind: 'listening' },
    effects: [{ type: 'start-timer', timer: 'attention', due: { inSamples: 8000 } }],
  });
  assert.deepEqual(move({ kind: 'listening' }, { type: 'speech-started', at: at(1) }), {
    state: { kind: 'user-speaking' },
    effects: [{ type: 'cancel-timer', timer: 'attention' }],
  });
  const asleep = move({ kind: 'listening' }, { type: 'timer-fired', timer: 'attention' });
  assert.deepEqual(asleep, { state: { kind: 'asleep' }, effects: [] });
});
