import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { FakeMicrophone } from './fake-microphone.ts';

test('unplugged, it gives what it heard and then rejects', async () => {
  const microphone = new FakeMicrophone();
  microphone.hear(new Float32Array(FRAME_SAMPLES).fill(0.5));
  microphone.unplug();
  const frames = microphone.frames(new AbortController().signal);
  assert.equal((await frames.next()).value?.pcm[0], 0.5);
  await assert.rejects(frames.next(), { code: 'device-missing' });
});

test('waits for more, and ends when told', async () => {
  const microphone = new FakeMicrophone();
  const frames = microphone.frames(new AbortController().signal);
  const first = frames.next();
  microphone.hear(new Float32Array(FRAME_SAMPLES - 1));
  microphone.hear(new Float32Array(1));
  assert.equal((await first).value?.at, 0);
  microphone.hearSilence(1);
  assert.equal((await frames.next()).value?.at, FRAME_SAMPLES);
  const end = frames.next();
  microphone.end();
  assert.equal((await end).done, true);
});
