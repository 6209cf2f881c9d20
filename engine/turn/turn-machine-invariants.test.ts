/** The invariants at the head of the turn machine, over any course of events. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OVERLAP_VERDICTS, type OverlapVerdict } from '../../contract/events.ts';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';
import {
  openReply,
  type TimerName,
  type TurnConfig,
  type TurnEffect,
  type TurnEvent,
  type TurnState,
  transition,
} from './turn-machine.ts';

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
const judged = (verdict: OverlapVerdict): TurnEvent => ({ type: 'overlap-judged', verdict, reason: 'test' });
const judgedEnd = (probability: number, delaySamples: number): TurnEvent => ({
  type: 'end-of-turn-judged',
  probability,
  delaySamples,
  reason: 'test',
});

/** What the world would look like after all effects so far. */
class Ledger {
  readonly timers = new Set<TimerName>();
  readonly open = new Set<number>();
  playback: 'normal' | 'ducked' | 'held' = 'normal';

  apply(effect: TurnEffect): void {
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
        this.playback = 'normal';
        return;
      case 'commit-user-turn':
        assert.ok(this.open.has(effect.reply), 'a closed reply is committed');
        return;
      case 'duck-playback':
        assert.equal(this.playback, 'normal');
        this.playback = 'ducked';
        return;
      case 'hold-playback':
        assert.notEqual(this.playback, 'held');
        this.playback = 'held';
        return;
      case 'restore-playback':
        assert.notEqual(this.playback, 'normal');
        this.playback = 'normal';
    }
  }

  /** A reply that ended by itself takes its playback with it. */
  ended(id: number): void {
    this.open.delete(id);
    this.playback = 'normal';
  }
}

const PLAYBACK = { suspected: 'ducked', likely: 'held', talking: 'held', quiet: 'held' } as const;
const RESTS: readonly TurnConfig['rest'][] = [
  { kind: 'listening' },
  { kind: 'asleep' },
  { kind: 'attentive', samples: 9 },
];

const anyEvent: fc.Arbitrary<(newest: number) => TurnEvent> = fc.oneof(
  fc
    .constantFrom<TurnEvent[]>(
      { type: 'woken' },
      { type: 'muted' },
      { type: 'closed' },
      { type: 'speech-suspected', at: at(0) },
      { type: 'speech-dismissed', at: at(0) },
      { type: 'speech-started', at: at(0) },
      { type: 'speech-paused', at: at(0) },
      { type: 'nothing-heard' },
      ...OVERLAP_VERDICTS.map((verdict) => judged(verdict)),
      { type: 'turn-submitted' },
      { type: 'floor-taken' },
      { type: 'stopped' },
      { type: 'timer-fired', timer: 'endpoint' },
      { type: 'timer-fired', timer: 'overlap' },
      { type: 'timer-fired', timer: 'attention' },
    )
    .map((event) => () => event),
  fc.double({ min: 0, max: 1, noNaN: true }).map((probability) => (): TurnEvent => judgedEnd(probability, 300)),
  fc.tuple(fc.constantFrom('playback-started', 'reply-finished', 'reply-failed'), fc.nat(2)).map(
    ([type, age]) =>
      (newest: number) =>
        ({ type, reply: reply(newest - age) }) as TurnEvent,
  ),
);

function timersOf(state: TurnState, { rest }: TurnConfig): TimerName[] {
  if (state.kind === 'user-paused') return ['endpoint'];
  if (state.kind === 'overlapped') return ['overlap'];
  return state.kind === 'listening' && rest.kind === 'attentive' ? ['attention'] : [];
}

test('the floor: invariants hold over any course of events', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 200 }), fc.constantFrom(...RESTS), (course, rest) => {
      const resting = { ...config, rest };
      let newest = 0;
      let state: TurnState = { kind: 'asleep' };
      const ledger = new Ledger();
      for (const make of course) {
        const event = make(newest);
        if (event.type === 'timer-fired' && !ledger.timers.delete(event.timer)) continue;
        const result = transition(state, event, resting, () => reply(++newest));
        const finished = event.type === 'reply-finished' || event.type === 'reply-failed' ? event.reply : undefined;
        if (finished !== undefined && openReply(state) === finished && openReply(result.state) !== finished) {
          ledger.ended(finished);
        }
        state = result.state;
        for (const effect of result.effects) ledger.apply(effect);
        assert.deepEqual(
          { playback: ledger.playback, timers: [...ledger.timers] },
          {
            playback: state.kind === 'overlapped' ? PLAYBACK[state.phase.kind] : 'normal',
            timers: timersOf(state, resting),
          },
        );
        assert.deepEqual([...ledger.open], openReply(state) === undefined ? [] : [openReply(state)]);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});
