import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTrack } from '../../engine-client/speech-track.ts';
import { blinkAt, eased, emotionAt, isSame, poseOf } from './pose.ts';

test('it looks at who speaks, and aside while it thinks', () => {
  assert.equal(poseOf('user-speaking', 'neutral').gazeX, 0);
  assert.ok(Math.abs(poseOf('thinking', 'neutral').gazeX) > 4);
});

test('a feeling is shown while it is said, and not over a user who speaks', () => {
  assert.ok(poseOf('speaking', 'happy').smile > poseOf('speaking', 'sad').smile);
  assert.deepEqual(poseOf('user-speaking', 'happy'), poseOf('user-speaking', 'neutral'));
});

test('an emotion begins with the sound that it came with', () => {
  const track = { ...newTrack(1), emotions: [{ emotion: 'happy', startSample: 100 }] as const };
  assert.deepEqual(
    [emotionAt(undefined, 5), emotionAt(track, 99), emotionAt(track, 100)],
    ['neutral', 'neutral', 'happy'],
  );
});

test('a pose comes to rest, so that frames can end', () => {
  const goal = poseOf('thinking', 'neutral');
  let pose = poseOf('asleep', 'neutral');
  let frames = 0;
  for (; !isSame(pose, goal); frames++) {
    assert.ok(frames < 120, 'two seconds');
    pose = eased(pose, goal, 16);
  }
  assert.ok(frames > 10, 'and does not jump');
});

test('a blink shuts the eyes and opens them again', () => {
  assert.deepEqual([-1, 0, 60, 170].map(blinkAt), [1, 1, 0, 1]);
});
