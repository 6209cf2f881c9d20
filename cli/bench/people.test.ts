import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atSpeechLevel } from './people.ts';
import { BRIEF_SOUNDS } from './sounds/brief-sounds.ts';
import { seeded } from './sounds/random.ts';

function rms(pcm: Float32Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length);
}

test('a level is that of the speech: pauses do not count', () => {
  const words = Float32Array.from({ length: 5120 }, (_, i) => 0.9 * Math.sin(i / 3));
  const spoken = new Float32Array(3 * 5120);
  spoken.set(words);
  spoken.set(words, 2 * 5120);
  const quiet = atSpeechLevel(spoken, -26);
  assert.ok(Math.abs(20 * Math.log10(rms(quiet.subarray(0, 5120))) + 26) < 0.01);
  assert.equal(rms(quiet.subarray(5120, 2 * 5120)), 0);
});

test('silence stays silence', () => {
  assert.equal(rms(atSpeechLevel(new Float32Array(2048), -26)), 0);
});

for (const [name, sound] of Object.entries(BRIEF_SOUNDS)) {
  test(`${name}: brief, the same for the same chance, and another for another`, () => {
    const once = sound(16_000, seeded(3));
    assert.deepEqual(sound(16_000, seeded(3)), once);
    assert.notDeepEqual(sound(16_000, seeded(4)), once);
    assert.ok(rms(once.subarray(0, 8000)) > 10 * rms(once.subarray(14_000)), 'it is over within a second');
  });
}
