import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SottoFault } from '../../contract/faults.ts';
import type { FakeCalls } from './fake-worker.ts';
import { retryOnce } from './retry.ts';
import { startWorker } from './start-worker.ts';
import { type SupervisorOptions, WorkerSupervisor } from './supervisor.ts';
import { siblingModule } from './worker-process.ts';

type Options = Partial<SupervisorOptions<{ loads: boolean }>>;

function supervise(t: TestContext, options: Options = {}) {
  const restarts: string[] = [];
  const worker = new WorkerSupervisor<FakeCalls, { loads: boolean }>({
    name: 'fake',
    stage: 'stt',
    file: siblingModule(import.meta.filename, 'fake-worker'),
    loadParams: { loads: true },
    start: startWorker,
    onRestart: (reason) => restarts.push(reason),
    ...options,
  });
  t.after(() => worker[Symbol.asyncDispose]());
  return { worker, restarts };
}

function signalWorker(worker: { pid: number | undefined }, signal: NodeJS.Signals): void {
  assert.ok(worker.pid, 'the worker runs');
  process.kill(worker.pid, signal);
}

const code = (expected: string) => (error: unknown) => error instanceof SottoFault && error.code === expected;

test('a worker answers calls, streams items and takes typed arrays as they are', async (t) => {
  const { worker } = supervise(t);
  const items: unknown[] = [];
  assert.equal(await worker.call('echo', 'hello'), 'hello');
  assert.equal(await worker.call('sum', Float32Array.of(1, 2, 3.5)), 6.5);
  await worker.call('count', 3, { onItem: (item) => items.push(item) });
  assert.deepEqual(items, [1, 2, 3]);
});

test('a fault crosses with its code and message', async (t) => {
  const { worker } = supervise(t);
  await assert.rejects(
    worker.call('fail', null),
    (error) => code('bad-input')(error) && (error as Error).message === 'That cannot be done.',
  );
});

test('a call settles at once when its signal aborts', async (t) => {
  const { worker } = supervise(t);
  const abort = new AbortController();
  const call = worker.call('hang', null, { signal: abort.signal });
  await worker.ready();
  abort.abort();
  await assert.rejects(call, code('cancelled'));
  assert.equal(await worker.call('echo', 'still here'), 'still here');
});

test('a killed worker fails what is pending, and the next call finds a new one', async (t) => {
  const { worker, restarts } = supervise(t);
  await worker.ready();
  const pending = worker.call('hang', null);
  setImmediate(() => signalWorker(worker, 'SIGKILL'));
  await assert.rejects(pending, code('worker-crashed'));
  assert.equal(await worker.call('echo', 'again'), 'again');
  assert.deepEqual(restarts, ['crashed']);
});

test('a stopped worker is found out, killed and replaced', async (t) => {
  const { worker, restarts } = supervise(t, { hungAfterMs: 1500 });
  await worker.ready();
  const pending = worker.call('hang', null);
  setImmediate(() => signalWorker(worker, 'SIGSTOP'));
  await assert.rejects(pending, code('worker-hung'));
  assert.equal(await worker.call('echo', 'again'), 'again');
  assert.deepEqual(restarts, ['hung']);
});

test('twenty kills in a row cost one retry each and lose no call', async (t) => {
  const { worker, restarts } = supervise(t);
  for (let round = 0; round < 20; round++) {
    await worker.ready();
    let attempts = 0;
    const answer = await retryOnce(async () => {
      if (attempts++ === 0) {
        const pending = worker.call('hang', null);
        setImmediate(() => signalWorker(worker, 'SIGKILL'));
        await pending;
      }
      return worker.call('echo', `round ${round}`);
    }, undefined);
    assert.equal(answer, `round ${round}`);
    assert.equal(attempts, 2);
  }
  assert.equal(restarts.length, 20);
});

test('a worker that cannot load its model says why, and is not started again', async (t) => {
  const { worker, restarts } = supervise(t, { loadParams: { loads: false } });
  for (let attempt = 0; attempt < 3; attempt++) await assert.rejects(worker.call('echo', 'x'), code('model-corrupt'));
  assert.deepEqual(restarts, []);
});

test('a worker that ends before it has done anything is given up after three times', async (t) => {
  const { worker } = supervise(t, { file: siblingModule(import.meta.filename, 'no-such-worker') });
  for (let attempt = 0; attempt < 3; attempt++) {
    await assert.rejects(worker.call('echo', 'x'), code('worker-crashed'));
  }
  await assert.rejects(worker.call('echo', 'x'), code('worker-unavailable'));
});

test('closing ends the process and refuses further calls', async (t) => {
  const { worker, restarts } = supervise(t);
  await worker.ready();
  const pid = worker.pid ?? 0;
  await worker[Symbol.asyncDispose]();
  assert.throws(() => process.kill(pid, 0), /ESRCH/);
  await assert.rejects(worker.call('echo', 'x'), code('worker-unavailable'));
  assert.deepEqual(restarts, []);
});
