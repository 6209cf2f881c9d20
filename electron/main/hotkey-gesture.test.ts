import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HotkeyGesture } from './hotkey-gesture.ts';

function setUp() {
  const done: string[] = [];
  let nowMs = 0;
  let timer: { readonly atMs: number; readonly run: () => void } | undefined;
  const gesture = new HotkeyGesture({
    press: () => void done.push(`press ${nowMs}`),
    release: () => void done.push(`release ${nowMs}`),
    after(delayMs, run) {
      const own = { atMs: nowMs + delayMs, run };
      timer = own;
      return () => {
        if (timer === own) timer = undefined;
      };
    },
  });
  function passTo(atMs: number): void {
    while (timer !== undefined && timer.atMs <= atMs) {
      const { run } = timer;
      nowMs = timer.atMs;
      timer = undefined;
      run();
    }
    nowMs = atMs;
  }
  const keyAt = (atMs: number): void => {
    passTo(atMs);
    gesture.key();
  };
  return { done, keyAt, passTo };
}

test('a key that is held talks until it is let go', () => {
  const { done, keyAt, passTo } = setUp();
  for (const atMs of [0, 660, 700, 740, 900, 940]) keyAt(atMs);
  passTo(5000);
  assert.deepEqual(done, ['press 0', 'release 1190']);
});

test('a key that is tapped talks until it is tapped again', () => {
  const { done, keyAt, passTo } = setUp();
  keyAt(0);
  passTo(20_000);
  assert.deepEqual(done, ['press 0']);
  keyAt(20_000);
  passTo(30_000);
  assert.deepEqual(done, ['press 0', 'release 20000']);
  keyAt(30_000);
  assert.equal(done.length, 3);
});

test('the tap that ends it may be held for long, and begins nothing', () => {
  const { done, keyAt, passTo } = setUp();
  keyAt(0);
  passTo(3000);
  for (let atMs = 3000; atMs < 3600; atMs += 600) keyAt(atMs);
  for (let atMs = 3660; atMs < 6000; atMs += 40) keyAt(atMs);
  passTo(9000);
  assert.deepEqual(done, ['press 0', 'release 3000']);
});

test('two taps in a row are press and release', () => {
  const { done, keyAt, passTo } = setUp();
  keyAt(0);
  keyAt(300);
  passTo(2000);
  assert.deepEqual(done, ['press 0', 'release 550']);
});
