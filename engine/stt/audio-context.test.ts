import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tokenLimit, trimmedAudioContext } from './audio-context.ts';

const seconds = (count: number): number => count * 16_000;

describe('trimmed audio context', () => {
  test('never goes below the floor of the model', () => {
    assert.equal(trimmedAudioContext(seconds(1), 6), 256);
    assert.equal(trimmedAudioContext(seconds(1), 4), 384);
    assert.equal(trimmedAudioContext(seconds(1), 12), 384);
  });

  test('leaves 1.28 s of room after the audio', () => {
    assert.equal(trimmedAudioContext(seconds(10), 6), 504 + 64);
  });

  test('leaves 2.56 s more of it for a second try', () => {
    for (const length of [1, 10]) {
      const samples = seconds(length);
      assert.equal(trimmedAudioContext(samples, 6, 'wider'), trimmedAudioContext(samples, 6) + 128);
    }
  });

  test('never exceeds what the model has', () => {
    assert.equal(trimmedAudioContext(seconds(30), 6), 1500);
    assert.equal(trimmedAudioContext(seconds(28), 6, 'wider'), 1500);
  });

  test('grows with the audio in steps of eight positions', () => {
    for (let samples = seconds(8); samples < seconds(9); samples += 777) {
      const positions = trimmedAudioContext(samples, 6);
      assert.equal(positions % 8, 0);
      assert.ok(positions * 320 >= samples + 64 * 320);
    }
  });
});

test('the token limit leaves room for fast speech', () => {
  assert.equal(tokenLimit(0), 10);
  assert.equal(tokenLimit(seconds(10)), 90);
});
