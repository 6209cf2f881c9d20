import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Packet } from '../../contract/rpc.ts';
import type { WorkerEnd, WorkerNotice, WorkerRequest } from '../../contract/workers.ts';
import { brokeredWorkers, type WorkerPort } from './worker-broker.ts';

class FakePort implements WorkerPort {
  readonly posted: unknown[] = [];
  isStarted = false;
  #listener: ((event: { readonly data: unknown }) => void) | undefined;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  on(_event: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.#listener = listener;
  }
  start(): void {
    this.isStarted = true;
  }
  receive(data: unknown): void {
    this.#listener?.({ data });
  }
}

function broker() {
  const asked: WorkerRequest[] = [];
  let notify: (notice: WorkerNotice, port?: WorkerPort) => void = () => undefined;
  const start = brokeredWorkers({
    ask: (request) => asked.push(request),
    onNotice: (listener) => {
      notify = (notice, port) => listener(notice, port);
    },
  });
  return { asked, start, notify: (notice: WorkerNotice, port?: WorkerPort) => notify(notice, port) };
}

const call: Packet = { kind: 'call', id: 1, name: 'load', params: null };
const wanted = { file: '/engine/stt-worker.js', env: { OMP_WAIT_POLICY: 'passive' } };

test('what is said before a worker runs reaches it in order, and what it says is heard', () => {
  const { asked, start, notify } = broker();
  const worker = start(wanted);
  assert.deepEqual(asked, [{ worker: 'start', id: 1, ...wanted }]);
  worker.post(call);
  worker.post('ping');
  const port = new FakePort();
  const heard: unknown[] = [];
  worker.onMessage((message) => heard.push(message));
  notify({ worker: 'started', id: 1, pid: 42 }, port);
  assert.equal(worker.pid, 42);
  assert.deepEqual([port.isStarted, port.posted], [true, [call, 'ping']]);
  port.receive('pong');
  assert.deepEqual(heard, ['pong']);
});

test('an end is told once, also to whoever asks later; what is said afterwards goes nowhere', () => {
  const { start, notify } = broker();
  const worker = start(wanted);
  const port = new FakePort();
  notify({ worker: 'started', id: 1, pid: 42 }, port);
  const ends: WorkerEnd[] = [];
  worker.onEnd((end) => ends.push(end));
  const end: WorkerEnd = { kind: 'crashed', detail: 'exit code 11' };
  notify({ worker: 'ended', id: 1, end });
  notify({ worker: 'ended', id: 1, end });
  worker.onEnd((late) => ends.push(late));
  worker.post(call);
  assert.deepEqual([ends, port.posted], [[end, end], []]);
});

test('each worker has its own line, and is killed by its own number', () => {
  const { asked, start, notify } = broker();
  const [first, second] = [start(wanted), start(wanted)];
  const ports = [new FakePort(), new FakePort()];
  notify({ worker: 'started', id: 2, pid: 2 }, ports[1]);
  notify({ worker: 'started', id: 1, pid: 1 }, ports[0]);
  second.post(call);
  assert.deepEqual([ports[0]?.posted, ports[1]?.posted], [[], [call]]);
  first.kill();
  assert.deepEqual(asked.at(-1), { worker: 'kill', id: 1 });
});

test('a worker that never runs does not collect what is said to it without end', () => {
  const { asked, start } = broker();
  const worker = start(wanted);
  for (let n = 0; n < 256; n += 1) worker.post('ping');
  assert.equal(asked.length, 1);
  worker.post('ping');
  assert.deepEqual(asked.at(-1), { worker: 'kill', id: 1 });
});
