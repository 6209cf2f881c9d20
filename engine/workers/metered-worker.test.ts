import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Packet } from '../../contract/rpc.ts';
import type { WorkMeter } from '../base/work-meter.ts';
import { meteredWorkers } from './metered-worker.ts';
import type { WorkerProcess } from './worker-process.ts';

type Message = Packet | 'pong';

/** A meter that keeps what is handed to it until it is told to hand it on. */
function holdingMeter() {
  const told: string[] = [];
  const held: (() => void)[] = [];
  const meter: WorkMeter = {
    begin(costMs) {
      told.push(`begin ${costMs}`);
      return {
        deliver(hand, nextMs) {
          told.push(`deliver, next ${nextMs}`);
          held.push(hand);
        },
        finish(hand) {
          told.push('finish');
          held.push(hand);
        },
        drop: () => void told.push('drop'),
      };
    },
  };
  return { meter, told, release: () => held.splice(0).forEach((hand) => void hand()) };
}

function start() {
  const inside = { posted: [] as unknown[], emit: (_: Message): void => undefined, end: (): void => undefined };
  const process: WorkerProcess = {
    pid: 7,
    post: (message) => void inside.posted.push(message),
    onMessage(listener) {
      inside.emit = listener;
    },
    onEnd(listener) {
      inside.end = () => listener({ kind: 'crashed', detail: 'SIGKILL' });
    },
    kill: () => undefined,
  };
  const { meter, told, release } = holdingMeter();
  const costs = (call: string) => (call === 'generate' ? { firstMs: 100, nextMs: 20 } : { firstMs: 5, nextMs: 0 });
  const worker = meteredWorkers(() => process, meter, costs)({ file: 'x', env: {} });
  const heard: Message[] = [];
  worker.onMessage((message) => heard.push(message));
  worker.onMessage(() => undefined);
  return { worker, inside, told, release, heard };
}

const generate: Packet = { kind: 'call', id: 1, name: 'generate', params: null };
const item: Packet = { kind: 'item', id: 1, item: 'a' };
const value: Packet = { kind: 'value', id: 1, value: null };

test('a stream is metered piece by piece, and handed over when the meter says so', () => {
  const { worker, inside, told, release, heard } = start();
  worker.post(generate);
  inside.emit(item);
  inside.emit(value);
  assert.deepEqual(told, ['begin 100', 'deliver, next 20', 'finish']);
  assert.deepEqual(heard, []);
  release();
  assert.deepEqual(heard, [item, value]);
  assert.deepEqual(inside.posted, [generate]);
});

test('a cancelled call is no work any more; what still comes of it passes', () => {
  const { worker, inside, told, heard } = start();
  worker.post(generate);
  worker.post({ kind: 'cancel', id: 1 });
  inside.emit(item);
  assert.deepEqual(told, ['begin 100', 'drop']);
  assert.deepEqual(heard, [item]);
});

test('pings are no work, and a worker that ends has none', () => {
  const { worker, inside, told, heard } = start();
  worker.post('ping');
  inside.emit('pong');
  worker.post(generate);
  inside.end();
  assert.deepEqual(told, ['begin 100', 'drop']);
  assert.deepEqual(heard, ['pong']);
});
