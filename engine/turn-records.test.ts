import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { EngineEvent } from '../contract/events.ts';
import { SottoFault } from '../contract/faults.ts';
import type { FloorState } from '../contract/floor.ts';
import type { ConversationId, SampleTime, TurnId } from '../contract/ids.ts';
import { configOf, SETTINGS } from '../test/support/traced-turns.ts';
import { TurnRecords } from './turn-records.ts';

const SOUND = { pcm: new Float32Array(10), sampleRateHz: 16_000 };

let kept: string[];
let events: EngineEvent[];
let failure: SottoFault | undefined;
beforeEach(() => {
  kept = [];
  events = [];
  failure = undefined;
});

function subject(keeps: { readonly traces: boolean; readonly sound: boolean }): TurnRecords {
  const keep = async (id: ConversationId, what: string): Promise<void> => {
    if (failure !== undefined) throw failure;
    kept.push(`${id}: ${what}`);
  };
  return new TurnRecords({
    settings: SETTINGS,
    config: configOf(SETTINGS),
    conversationId: undefined,
    traces: keeps.traces
      ? { keepTrace: (id, { sequence }) => keep(id, `trace ${sequence}`), traces: async () => [] }
      : undefined,
    audio: keeps.sound ? { keep } : undefined,
    onEvent: (event) => events.push(event),
  });
}

/** A cough: something is heard, and becomes no turn. */
async function cough(records: TurnRecords): Promise<void> {
  const at = 0 as SampleTime;
  records.tracer.step({
    at,
    event: { type: 'speech-started', at },
    from: { kind: 'listening' },
    to: { kind: 'user-speaking' },
    effects: [],
  });
  records.tracer.step({
    at,
    event: { type: 'nothing-heard' },
    from: { kind: 'user-speaking' },
    to: { kind: 'listening' },
    effects: [],
  });
  await Promise.resolve();
}

function open(records: TurnRecords): void {
  records.event({ type: 'conversation.opened', conversationId: 'a' });
}

function floor(records: TurnRecords, to: FloorState): void {
  records.event({ type: 'turn.changed', from: 'listening', to });
}

test('everything is told, whether or not it is kept', async () => {
  const records = subject({ traces: false, sound: false });
  open(records);
  await cough(records);
  await records.kept();
  assert.deepEqual(
    events.map(({ type }) => type),
    ['conversation.opened', 'turn.traced'],
  );
  assert.deepEqual(kept, []);
});

test('what happens before there is a conversation is kept with it', async () => {
  const records = subject({ traces: true, sound: true });
  await cough(records);
  records.keepSound(1 as TurnId, 'user', SOUND);
  await records.kept();
  assert.deepEqual(kept, []);
  open(records);
  await records.kept();
  assert.deepEqual(kept, ['a: trace 0', 'a: 00001-user']);
});

test('nothing is written while somebody has the floor', async () => {
  const records = subject({ traces: true, sound: true });
  open(records);
  floor(records, 'speaking');
  await cough(records);
  records.keepSound(1 as TurnId, 'assistant', SOUND);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(kept, []);
  floor(records, 'listening');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(kept, ['a: trace 0', 'a: 00001-assistant']);
});

test('no sound is kept where the user keeps none', async () => {
  const records = subject({ traces: true, sound: false });
  open(records);
  records.keepSound(1 as TurnId, 'user', SOUND);
  await records.kept();
  assert.deepEqual(kept, []);
});

test('what waits is bounded: the oldest gives way until there is a conversation', async () => {
  const records = subject({ traces: false, sound: true });
  for (let turn = 1; turn <= 40; turn += 1) records.keepSound(turn as TurnId, 'user', SOUND);
  open(records);
  await records.kept();
  assert.equal(kept.length, 32);
  assert.equal(kept.at(-1), 'a: 00040-user');
});

test('a disk that takes nothing is told; a conversation that is not on it yet is not', async () => {
  const records = subject({ traces: true, sound: false });
  open(records);
  failure = new SottoFault('bad-params', 'There is no conversation a.');
  await cough(records);
  await records.kept();
  assert.equal(
    events.some(({ type }) => type === 'fault.raised'),
    false,
  );
  failure = new SottoFault('storage-read-only', 'The disk is full.');
  await cough(records);
  await records.kept();
  assert.equal(events.at(-1)?.type, 'fault.raised');
});
