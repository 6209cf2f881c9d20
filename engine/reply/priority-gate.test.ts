import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PriorityGate } from './priority-gate.ts';

const NEVER = new AbortController().signal;

/** Something to wait for that the test ends. */
function held(): { readonly until: Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { until, end };
}

/** Lets everything run that can. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('a turn waits for one background step at most', async () => {
  const gate = new PriorityGate();
  const log: string[] = [];
  const step = held();
  const leaveBackground = await gate.admit('background', NEVER);
  const background = (async () => {
    await gate.step('background', NEVER, () => step.until.then(() => void log.push('background 1')));
    await gate.step('background', NEVER, async () => void log.push('background 2'));
    leaveBackground();
  })();
  const foreground = (async () => {
    const leave = await gate.admit('foreground', NEVER);
    await gate.step('foreground', NEVER, async () => void log.push('foreground 1'));
    await gate.step('foreground', NEVER, async () => void log.push('foreground 2'));
    leave();
  })();
  await settle();
  assert.deepEqual(log, []);
  step.end();
  await Promise.all([background, foreground]);
  assert.deepEqual(log, ['background 1', 'foreground 1', 'foreground 2', 'background 2']);
});

test('requests of one priority come one after another, in order', async () => {
  const gate = new PriorityGate();
  const order: number[] = [];
  const leaveFirst = await gate.admit('foreground', NEVER);
  const rest = [1, 2, 3].map(async (number) => {
    const leave = await gate.admit('foreground', NEVER);
    order.push(number);
    leave();
    leave();
  });
  await settle();
  assert.deepEqual(order, []);
  leaveFirst();
  await Promise.all(rest);
  assert.deepEqual(order, [1, 2, 3]);
  assert.equal(gate.foregroundIsBusy, false);
});

test('who gives up waiting is skipped', async () => {
  const gate = new PriorityGate();
  const leave = await gate.admit('foreground', NEVER);
  const abort = new AbortController();
  const givesUp = assert.rejects(gate.admit('foreground', abort.signal), { code: 'cancelled' });
  const next = gate.admit('foreground', NEVER);
  abort.abort();
  await givesUp;
  leave();
  (await next)();
  assert.equal(gate.foregroundIsBusy, false);
});

test('background steps held back by a turn can be cancelled', async () => {
  const gate = new PriorityGate();
  await gate.admit('foreground', NEVER);
  await gate.admit('background', NEVER);
  const abort = new AbortController();
  const waiting = assert.rejects(
    gate.step('background', abort.signal, async () => undefined),
    { code: 'cancelled' },
  );
  abort.abort();
  await waiting;
});

test('a step that fails frees the device', async () => {
  const gate = new PriorityGate();
  await gate.admit('foreground', NEVER);
  const failing = gate.step('foreground', NEVER, async () => {
    throw new Error('no');
  });
  await assert.rejects(failing, { message: 'no' });
  assert.equal(await gate.step('foreground', NEVER, async () => 7), 7);
  await gate.settled();
});

test('so many waiting requests are a defect', async () => {
  const gate = new PriorityGate();
  const leave = await gate.admit('foreground', NEVER);
  const waiting = Array.from({ length: 32 }, () => gate.admit('foreground', NEVER).then((done) => done()));
  await assert.rejects(gate.admit('foreground', NEVER), { code: 'internal' });
  leave();
  await Promise.all(waiting);
});
