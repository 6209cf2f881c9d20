import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { echoResidue } from './echo-residue.ts';
import { seeded } from './random.ts';
import { atLevel, ROOM_SOUNDS, type RoomSound } from './room-sounds.ts';

const SAMPLES = 4 * 16_000;
const voice = { pcm: Float32Array.from({ length: 22_050 }, (_, i) => Math.sin(i / 9)), sampleRateHz: 22_050 };
const sounds: Readonly<Record<string, RoomSound>> = {
  ...ROOM_SOUNDS,
  'echo residue': (samples, random) => echoResidue(voice, samples, random),
};

function dbfs(pcm: Float32Array): number {
  return 10 * Math.log10(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length);
}

describe('sounds of a room', () => {
  for (const [name, sound] of Object.entries(sounds)) {
    test(`${name}: the same for a seed, another for the next, and all of it sound`, () => {
      const pcm = sound(SAMPLES, seeded(1));
      assert.equal(pcm.length, SAMPLES);
      assert.ok(pcm.every(Number.isFinite));
      assert.deepEqual(sound(SAMPLES, seeded(1)), pcm);
      if (name === 'silence') return;
      assert.notDeepEqual(sound(SAMPLES, seeded(2)), pcm);
      const level = dbfs(atLevel(pcm, -48));
      assert.ok(Math.abs(level + 48) < 3, `${level} dB`);
    });
  }

  test('silence stays silent at any level', () => {
    assert.ok(atLevel(new Float32Array(10), -20).every((sample) => sample === 0));
  });
});
