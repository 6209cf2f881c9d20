/** The virtual devices that other tests listen through. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import type { Sound } from '../../../engine/audio/audio-frame.ts';
import { rmsDbfs } from '../../../engine/audio/level.ts';
import { idOf, LOUDSPEAKER, MICROPHONE, startVirtualAudio, whyNoVirtualAudio } from '../../support/virtual-audio.ts';

const skip = whyNoVirtualAudio() ?? false;

function tone(seconds: number): Sound {
  const pcm = Float32Array.from(
    { length: seconds * 48_000 },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / 48_000),
  );
  return { pcm, sampleRateHz: 48_000 };
}

test('what a program plays is recorded, and what is spoken reaches the microphone', { skip }, async () => {
  const audio = await startVirtualAudio();
  try {
    const recording = await audio.record();
    const player = spawn('pacat', ['--playback', '--raw', '--format=float32le', '--channels=1', '--rate=48000'], {
      env: { ...process.env, ...audio.env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    player.stdin.end(Buffer.from(tone(0.5).pcm.buffer));
    await new Promise((resolve) => player.once('exit', resolve));
    assert.ok(rmsDbfs((await recording.stop()).pcm) > -30);

    const loudspeakers = await audio.pactl('list', 'short', 'sinks');
    assert.ok(loudspeakers.includes(idOf(LOUDSPEAKER)));
    assert.equal(await audio.pactl('get-default-source'), idOf(MICROPHONE));
    const heard = await audio.record(`${MICROPHONE} feed`);
    await audio.speak(tone(0.5));
    assert.ok(rmsDbfs((await heard.stop()).pcm) > -30);
  } finally {
    await audio[Symbol.asyncDispose]();
  }
});

test('a device can be plugged in and unplugged', { skip }, async () => {
  const audio = await startVirtualAudio();
  try {
    const headset = await audio.plugMicrophone('Headset');
    assert.match(await audio.pactl('list', 'short', 'sources'), /\theadset\t/);
    await headset.unplug();
    assert.doesNotMatch(await audio.pactl('list', 'short', 'sources'), /\theadset\t/);
  } finally {
    await audio[Symbol.asyncDispose]();
  }
});
