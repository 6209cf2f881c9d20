import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mouthAt } from '../features/avatar/mouth.ts';
import { ended, newTrack, samplesAt, toldHeard, visemeIndexAt, withSegment } from './speech-track.ts';

const RATE_HZ = 1000;
const VISEMES = [
  { shape: 'sil', startSample: 0 },
  { shape: 'PP', startSample: 100 },
  { shape: 'aa', startSample: 200 },
] as const;
const playing = toldHeard(withSegment(newTrack(1), RATE_HZ, VISEMES), 50, RATE_HZ, 1000);

test('the clock runs between two tellings, and stops when nothing more is told', () => {
  assert.deepEqual([samplesAt(playing, 1000), samplesAt(playing, 1100), samplesAt(playing, 9000)], [50, 150, 450]);
  assert.equal(samplesAt(ended(playing, 77), 9000), 77);
});

test('a late telling sets no step back; a pause of the sound does', () => {
  assert.equal(samplesAt(toldHeard(playing, 130, RATE_HZ, 1100), 1100), 150);
  assert.equal(samplesAt(toldHeard(playing, 60, RATE_HZ, 1100), 1100), 60);
});

test('the viseme that is due', () => {
  assert.deepEqual(
    [-1, 0, 99, 100, 500].map((sample) => visemeIndexAt(VISEMES, sample)),
    [-1, 0, 0, 1, 2],
  );
});

test('lips are shut for a closure, open for a vowel, and shut when the sound has ended', () => {
  // Sample 100 is heard at 1050 ms, sample 200 at 1150 ms.
  assert.equal(mouthAt(playing, 1050).open, 0);
  assert.equal(mouthAt(playing, 1110).open, 0);
  assert.ok(mouthAt(playing, 1170).open > 26);
  assert.equal(mouthAt(ended(playing, 250), 1170).open, 0);
});
