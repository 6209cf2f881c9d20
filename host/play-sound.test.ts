import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlayedSound } from '../contract/insight-views.ts';
import { FakeSpeaker } from '../engine/playback/fake-speaker.ts';
import { playSound } from './play-sound.ts';

const SOUND = { pcm: new Float32Array(500), sampleRateHz: 1000 };

test('a sound is heard to its end, and it is told how far it is', async () => {
  const speaker = new FakeSpeaker(SOUND.sampleRateHz);
  const told: PlayedSound[] = [];
  speaker.hear();
  await playSound(SOUND, {
    openSpeaker: () => speaker,
    signal: new AbortController().signal,
    onHeard: (played) => told.push(played),
  });
  assert.equal(speaker.heardSamples, 500);
  assert.deepEqual(told.at(-1), { heardMs: 500, totalMs: 500 });
});

test('who stops it hears nothing more of it', async () => {
  const speaker = new FakeSpeaker(SOUND.sampleRateHz);
  const stop = new AbortController();
  const playing = playSound(SOUND, { openSpeaker: () => speaker, signal: stop.signal, onHeard: () => undefined });
  speaker.hear(200);
  stop.abort();
  await playing;
  assert.deepEqual([speaker.heardSamples, speaker.queuedSamples], [200, 0]);
});

test('without a loudspeaker it says so', async () => {
  const options = { openSpeaker: undefined, signal: new AbortController().signal, onHeard: () => undefined };
  await assert.rejects(playSound(SOUND, options), { code: 'device-missing' });
});
