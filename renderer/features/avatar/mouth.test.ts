import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisemeShape } from '../../../contract/visemes.ts';
import { newTrack, type SpeechTrack } from '../../engine-client/speech-track.ts';
import { mouthAt, mouthOf, REST } from './mouth.ts';

const RATE_HZ = 1000;

/** A sample is a millisecond here. */
function track(...visemes: readonly (readonly [VisemeShape, number])[]): SpeechTrack {
  const timed = visemes.map(([shape, startSample]) => ({ shape, startSample }));
  return { ...newTrack(1), sampleRateHz: RATE_HZ, visemes: timed, isPlaying: true };
}

test('a shape that lasts is reached', () => {
  const held = track(['sil', 0], ['aa', 300], ['sil', 900]);
  assert.ok(mouthOf(held, 600).open > 26);
  assert.ok(mouthOf(held, 100).open === 0);
});

test('a jaw begins to move before its vowel, and not long before', () => {
  const vowel = track(['sil', 0], ['aa', 300]);
  assert.equal(mouthOf(vowel, 239).open, 0);
  assert.ok(mouthOf(vowel, 270).open > 0);
  assert.ok(Math.abs(mouthOf(vowel, 300).open - 13.5) < 0.5, 'half open as the vowel begins');
});

test('lips are rounded while the sound before a round vowel is still said', () => {
  assert.ok(mouthOf(track(['SS', 0], ['U', 300]), 250).round > mouthOf(track(['SS', 0], ['I', 300]), 250).round);
});

test('lips are truly shut for as long as p, b and m last, however short between open vowels', () => {
  for (const lengthMs of [20, 40, 80]) {
    const closure = track(['aa', 0], ['PP', 300], ['aa', 300 + lengthMs]);
    for (let at = 300; at <= 300 + lengthMs; at++) assert.equal(mouthOf(closure, at).open, 0, `${lengthMs} at ${at}`);
    assert.ok(mouthOf(closure, 200).open > 20);
    assert.ok(mouthOf(closure, 400 + lengthMs).open > 20);
  }
});

test('nothing jumps: in a millisecond a mouth moves little', () => {
  const speech = track(
    ['sil', 0],
    ['PP', 100],
    ['aa', 150],
    ['FF', 260],
    ['O', 320],
    ['PP', 420],
    ['E', 450],
    ['sil', 600],
  );
  let before = mouthOf(speech, 0);
  for (let at = 1; at < 800; at++) {
    const now = mouthOf(speech, at);
    assert.ok(Math.abs(now.open - before.open) < 2, `open at ${at}: ${before.open} to ${now.open}`);
    assert.ok(Math.abs(now.width - before.width) < 1, `width at ${at}`);
    before = now;
  }
});

test('without sound, or without timings, a mouth rests', () => {
  assert.deepEqual(mouthAt(undefined, 5), REST);
  assert.deepEqual(mouthAt({ ...track(['aa', 0]), isPlaying: false }, 5), REST);
  assert.deepEqual(mouthOf(track(), 5), { ...REST });
});
