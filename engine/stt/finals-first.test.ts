import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FinalsFirst } from './finals-first.ts';

const live = (): AbortSignal => new AbortController().signal;
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

test('a partial request that runs or waits gives way to a final one', async () => {
  const order = new FinalsFirst();
  const log: string[] = [];
  const running = order.run('partial', (signal) => aborted(signal).then(() => log.push('stopped')), live());
  const waiting = order.run('partial', async () => log.push('never'), live());
  const refused = [running, waiting].map((partial) => assert.rejects(partial, { code: 'cancelled' }));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await order.run('final', async () => log.push('final'), live()), 2);
  await Promise.all(refused);
  assert.deepEqual(log, ['stopped', 'final']);
});

test('final requests keep their order, and a partial one that comes later waits for them', async () => {
  const order = new FinalsFirst();
  const log: string[] = [];
  const say = (word: string) => async (signal: AbortSignal) => {
    await new Promise((resolve) => setImmediate(resolve));
    log.push(signal.aborted ? `${word} aborted` : word);
  };
  await Promise.all([
    order.run('final', say('one'), live()),
    order.run('final', say('two'), live()),
    order.run('partial', say('partial'), live()),
  ]);
  assert.deepEqual(log, ['one', 'two', 'partial']);
});

test('a caller of a partial request that leaves is told so, and disposal refuses what comes later', async () => {
  const order = new FinalsFirst();
  await assert.rejects(
    order.run('partial', () => Promise.resolve(), AbortSignal.abort()),
    { code: 'cancelled' },
  );
  await order[Symbol.asyncDispose]();
  await assert.rejects(
    order.run('partial', () => Promise.resolve(), live()),
    { code: 'worker-unavailable' },
  );
});
