import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OneAtATime } from './one-at-a-time.ts';

const live = (): AbortSignal => new AbortController().signal;

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}
function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('tasks run one after the other, in the order they came', async () => {
  const turns = new OneAtATime('tts');
  const log: string[] = [];
  const gates = [gate(), gate()];
  const tasks = gates.map(({ opened }, index) =>
    turns.run(async () => {
      log.push(`begin ${index}`);
      await opened;
      log.push(`end ${index}`);
    }, live()),
  );
  gates[1]?.open();
  gates[0]?.open();
  await Promise.all(tasks);
  assert.deepEqual(log, ['begin 0', 'end 0', 'begin 1', 'end 1']);
});

test('a failed task does not hold up the next one', async () => {
  const turns = new OneAtATime('tts');
  const failing = turns.run(() => Promise.reject(new Error('broken')), live());
  const next = turns.run(() => Promise.resolve('fine'), live());
  await assert.rejects(failing, /broken/);
  assert.equal(await next, 'fine');
});

test('an abort rejects at once; the next task still waits for the one that was begun', async () => {
  const turns = new OneAtATime('tts');
  const abort = new AbortController();
  const begun = gate();
  const { opened, open } = gate();
  const log: string[] = [];
  const first = turns.run(async () => {
    begun.open();
    await opened;
    log.push('first ended');
  }, abort.signal);
  const second = turns.run(async () => log.push('second began'), live());
  await begun.opened;
  abort.abort();
  await assert.rejects(first, { code: 'cancelled' });
  assert.deepEqual(log, []);
  open();
  await second;
  assert.deepEqual(log, ['first ended', 'second began']);
});

test('a task that was aborted while it waited never begins', async () => {
  const turns = new OneAtATime('tts');
  const abort = new AbortController();
  const { opened, open } = gate();
  const first = turns.run(() => opened, live());
  let hasBegun = false;
  const second = turns.run(async () => {
    hasBegun = true;
  }, abort.signal);
  abort.abort();
  await assert.rejects(second, { code: 'cancelled' });
  open();
  await first;
  await turns.run(() => Promise.resolve(), live());
  assert.equal(hasBegun, false);
  await assert.rejects(
    turns.run(() => Promise.resolve(), AbortSignal.abort()),
    { code: 'cancelled' },
  );
});

test('the seventeenth caller is turned away, and there is room again once one has left', async () => {
  const turns = new OneAtATime('tts');
  const { opened, open } = gate();
  const waiting = Array.from({ length: 16 }, () => turns.run(() => opened, live()));
  await assert.rejects(
    turns.run(() => opened, live()),
    { code: 'internal' },
  );
  open();
  await Promise.all(waiting);
  assert.equal(await turns.run(() => Promise.resolve(1), live()), 1);
});

test('disposal rejects all who wait, ends after the running task, and refuses what comes later', async () => {
  const turns = new OneAtATime('tts');
  const begun = gate();
  const { opened, open } = gate();
  let hasEnded = false;
  const running = turns.run(async () => {
    begun.open();
    await opened;
    hasEnded = true;
  }, live());
  const waiting = turns.run(() => Promise.resolve(), live());
  const rejections = Promise.all([
    assert.rejects(running, { code: 'worker-unavailable' }),
    assert.rejects(waiting, { code: 'worker-unavailable' }),
  ]);
  await begun.opened;
  const disposal = turns[Symbol.asyncDispose]();
  await rejections;
  assert.equal(hasEnded, false);
  open();
  await disposal;
  assert.equal(hasEnded, true);
  await assert.rejects(
    turns.run(() => Promise.resolve(), live()),
    { code: 'worker-unavailable' },
  );
});
