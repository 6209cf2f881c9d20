import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';
import {
  openReply,
  type TimerName,
  type TurnConfig,
  type TurnEvent,
  type TurnState,
  transition,
} from './turn-machine.ts';

const at = (samples: number): SampleTime => samples as SampleTime;
const reply = (id: number): ReplyId => id as ReplyId;
const config: TurnConfig = {
  endpointDelaySamples: (probability) => (probability === undefined ? 800 : probability >= 0.5 ? 300 : 2000),
  eagerThreshold: 0.5,
  overlapDelaySamples: 350,
};

function step(state: TurnState, event: TurnEvent) {
  return transition(state, event, config, () => reply(7));
}

const paused: TurnState = { kind: 'user-paused', since: at(1000), draft: undefined };
const drafted: TurnState = { ...paused, draft: reply(3) };
const thinking: TurnState = { kind: 'thinking', reply: reply(3) };
const speaking: TurnState = { kind: 'speaking', reply: reply(3) };
const overlapped: TurnState = { kind: 'overlapped', reply: reply(3) };

const arcs: [name: string, from: TurnState, event: TurnEvent, to: TurnState, effects: unknown[]][] = [
  ['wakes', { kind: 'asleep' }, { type: 'woken' }, { kind: 'listening' }, []],
  ['hears the user begin', { kind: 'listening' }, { type: 'speech-started', at: at(0) }, { kind: 'user-speaking' }, []],
  [
    'waits at a pause, counting from the last sound',
    { kind: 'user-speaking' },
    { type: 'speech-paused', at: at(1000) },
    paused,
    [{ type: 'start-timer', timer: 'endpoint', dueAt: 1800 }],
  ],
  [
    'drafts a reply when the turn sounds complete',
    paused,
    { type: 'end-of-turn-scored', probability: 0.9 },
    { ...paused, draft: reply(7) },
    [
      { type: 'cancel-timer', timer: 'endpoint' },
      { type: 'start-timer', timer: 'endpoint', dueAt: 1300 },
      { type: 'begin-reply', reply: 7 },
    ],
  ],
  [
    'waits longer, without a draft, when the turn sounds cut short',
    paused,
    { type: 'end-of-turn-scored', probability: 0.1 },
    paused,
    [
      { type: 'cancel-timer', timer: 'endpoint' },
      { type: 'start-timer', timer: 'endpoint', dueAt: 3000 },
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
    'ducks when talked over',
    speaking,
    { type: 'speech-started', at: at(5000) },
    overlapped,
    [{ type: 'duck-playback' }, { type: 'start-timer', timer: 'overlap', dueAt: 5350 }],
  ],
  [
    'goes on after a short sound',
    overlapped,
    { type: 'speech-paused', at: at(5200) },
    speaking,
    [{ type: 'cancel-timer', timer: 'overlap' }, { type: 'restore-playback' }],
  ],
  [
    'yields when the user keeps talking',
    overlapped,
    { type: 'timer-fired', timer: 'overlap' },
    { kind: 'user-speaking' },
    [{ type: 'restore-playback' }, { type: 'abort-reply', reply: 3, reason: 'barge-in' }],
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
      { type: 'restore-playback' },
      { type: 'abort-reply', reply: 3, reason: 'replaced' },
      { type: 'begin-reply', reply: 7 },
      { type: 'commit-user-turn', reply: 7 },
    ],
  ],
  [
    'stops everything when muted',
    speaking,
    { type: 'muted' },
    { kind: 'asleep' },
    [{ type: 'abort-reply', reply: 3, reason: 'muted' }],
  ],
];

for (const [name, from, event, to, effects] of arcs) {
  test(`the floor: ${name}`, () => {
    assert.deepEqual(step(from, event), { state: to, effects });
  });
}

/** What the world would look like after all effects so far. */
class Ledger {
  readonly timers = new Set<TimerName>();
  readonly open = new Set<number>();
  ducked = false;

  apply(effect: ReturnType<typeof step>['effects'][number]): void {
    switch (effect.type) {
      case 'start-timer':
        assert.ok(!this.timers.has(effect.timer), 'a timer starts twice');
        this.timers.add(effect.timer);
        return;
      case 'cancel-timer':
        assert.ok(this.timers.delete(effect.timer), 'an idle timer is cancelled');
        return;
      case 'begin-reply':
        assert.equal(this.open.size, 0, 'two replies are open');
        this.open.add(effect.reply);
        return;
      case 'abort-reply':
        assert.ok(this.open.delete(effect.reply), 'a closed reply is aborted');
        return;
      case 'commit-user-turn':
        assert.ok(this.open.has(effect.reply), 'a closed reply is committed');
        return;
      case 'duck-playback':
        assert.ok(!this.ducked);
        this.ducked = true;
        return;
      case 'restore-playback':
        assert.ok(this.ducked);
        this.ducked = false;
    }
  }
}

const anyEvent: fc.Arbitrary<(newest: number) => TurnEvent> = fc.oneof(
  fc
    .constantFrom<TurnEvent[]>(
      { type: 'woken' },
      { type: 'muted' },
      { type: 'speech-started', at: at(0) },
      { type: 'speech-paused', at: at(0) },
      { type: 'nothing-heard' },
      { type: 'backchannel-heard' },
      { type: 'turn-submitted' },
      { type: 'timer-fired', timer: 'endpoint' },
      { type: 'timer-fired', timer: 'overlap' },
    )
    .map((event) => () => event),
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((probability) => (): TurnEvent => ({ type: 'end-of-turn-scored', probability })),
  fc.tuple(fc.constantFrom('playback-started', 'reply-finished', 'reply-failed'), fc.nat(2)).map(
    ([type, age]) =>
      (newest: number) =>
        ({ type, reply: reply(newest - age) }) as TurnEvent,
  ),
);

test('the floor: invariants hold over any course of events', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 200 }), (course) => {
      let newest = 0;
      let state: TurnState = { kind: 'listening' };
      const ledger = new Ledger();
      for (const make of course) {
        const event = make(newest);
        if (event.type === 'timer-fired' && !ledger.timers.delete(event.timer)) continue;
        const result = transition(state, event, config, () => reply(++newest));
        const finished = event.type === 'reply-finished' || event.type === 'reply-failed' ? event.reply : undefined;
        if (finished !== undefined && openReply(state) === finished && openReply(result.state) !== finished) {
          ledger.open.delete(finished);
        }
        state = result.state;
        for (const effect of result.effects) ledger.apply(effect);
        assert.deepEqual(
          { ducked: ledger.ducked, endpoint: ledger.timers.has('endpoint'), overlap: ledger.timers.has('overlap') },
          {
            ducked: state.kind === 'overlapped',
            endpoint: state.kind === 'user-paused',
            overlap: state.kind === 'overlapped',
          },
        );
        assert.deepEqual([...ledger.open], openReply(state) === undefined ? [] : [openReply(state)]);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});
