import assert from 'node:assert/strict';
import { test } from 'node:test';
import { voicedSeconds } from './voiced-time.ts';

const SECOND = 16_000;
const tone = (seconds: number, amplitude: number): Float32Array =>
  Float32Array.from({ length: seconds * SECOND }, (_, i) => amplitude * Math.sin(i / 3));

function joined(...parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

test('quiet before, between and after a voice does not count', () => {
  const pcm = joined(tone(0.5, 0.001), tone(1, 0.3), tone(0.4, 0.002), tone(0.6, 0.05), tone(0.2, 0.001));
  assert.equal(voicedSeconds(pcm), 1.6);
});

test('silence and nothing at all have no voice', () => {
  assert.equal(voicedSeconds(new Float32Array(SECOND)), 0);
  assert.equal(voicedSeconds(new Float32Array(0)), 0);
});
