import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomTime } from './virtual-room-time.ts';

test('alarms ring in order and at their time; others set meanwhile count too', async () => {
  const time = new RoomTime('nominal');
  const told: string[] = [];
  void time.delay(50).then(() => told.push(`50: ${time.nowMs()}`));
  void time.delay(20).then(async () => {
    told.push(`20: ${time.nowMs()}`);
    await time.delay(10);
    told.push(`30: ${time.nowMs()}`);
  });
  await time.advanceTo(32);
  assert.deepEqual(told, ['20: 20', '30: 30']);
  assert.equal(time.nowMs(), 32);
  await time.advanceTo(64);
  assert.deepEqual(told, ['20: 20', '30: 30', '50: 50']);
});

test('nominal work is done when it is due: early results wait for the time', async () => {
  const time = new RoomTime('nominal');
  const doneAt: number[] = [];
  time.begin(100).finish(() => doneAt.push(time.nowMs()));
  await time.advanceTo(96);
  assert.deepEqual(doneAt, []);
  await time.advanceTo(128);
  assert.deepEqual(doneAt, [100]);
});

test('nominal work that is late stops the time until it is there', async () => {
  const time = new RoomTime('nominal');
  const doneAt: number[] = [];
  const work = time.begin(40);
  const far = time.advanceTo(3200);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.equal(time.nowMs() <= 40, true);
  work.deliver(() => doneAt.push(time.nowMs()), 25);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.equal(time.nowMs() <= 65, true);
  work.finish(() => doneAt.push(time.nowMs()));
  await far;
  assert.deepEqual(doneAt, [40, 65]);
  assert.equal(time.nowMs(), 3200);
});

test('work that is dropped holds up nobody, and its late results are ignored', async () => {
  const time = new RoomTime('nominal');
  const work = time.begin(10);
  const advanced = time.advanceTo(32);
  work.drop();
  await advanced;
  work.finish(() => assert.fail('nobody waits for it'));
  await time.advanceTo(64);
  assert.equal(time.nowMs(), 64);
});

test('with measured work the room is no faster than the wall; without, it flies', async () => {
  const time = new RoomTime('measured');
  await time.advanceTo(60_000);
  const work = time.begin(0);
  const startedMs = performance.now();
  await time.advanceTo(60_040);
  assert.ok(performance.now() - startedMs >= 35);
  let handed = false;
  work.finish(() => {
    handed = true;
  });
  assert.ok(handed, 'handed over at once');
  await time.advanceTo(120_000);
});
