/** The echo canceller of the add-on in a room where the microphone hears the loudspeaker. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_RATE_HZ, type Sound } from '../../../engine/audio/audio-frame.ts';
import { rmsDbfs } from '../../../engine/audio/level.ts';
import { resample } from '../../../engine/audio/resample.ts';
import { readWavFile } from '../../../engine/audio/wav-file.ts';
import { findAudioAddon } from '../../../engine/capture/audio-addon.ts';
import type { DeviceNotice } from '../../../engine/devices/duplex-audio.ts';
import { openDuplexAudio } from '../../../engine/duplex.ts';
import { fixturePath } from '../../support/checkout.ts';
import { whyNoVirtualAudio } from '../../support/virtual-audio.ts';
import { startVirtualRoom } from '../../support/virtual-room.ts';

const skip = findAudioAddon() === undefined ? 'the audio add-on is not built' : (whyNoVirtualAudio() ?? false);

test('our own voice is 20 dB quieter from the third second on, and the user is heard over it', { skip }, async (t) => {
  const room = await startVirtualRoom(0.5);
  t.after(() => room[Symbol.asyncDispose]());
  Object.assign(process.env, room.env);
  const notices: DeviceNotice[] = [];
  const devices = { microphones: [], loudspeakers: [], noiseSuppression: 'off', automaticGain: 'off' } as const;
  const duplex = await openDuplexAudio(
    { ...devices, microphones: [], loudspeakers: [], echoCancellation: 'on' },
    (notice) => notices.push(notice),
  );
  t.after(() => duplex[Symbol.asyncDispose]());
  const ours = await speech('best-of-times.wav', 22_050);
  const user = await speech('capital-of-france.wav', SAMPLE_RATE_HZ);
  const speaker = duplex.openSpeaker(ours.sampleRateHz);
  for (let i = 0; i < 4; i++) speaker.write(ours.pcm);

  const heard: number[] = [];
  let hasSpoken = false;
  for await (const { pcm } of duplex.microphone.frames(new AbortController().signal)) {
    for (const sample of pcm) heard.push(sample);
    if (!hasSpoken && heard.length > 7 * SAMPLE_RATE_HZ) {
      hasSpoken = true;
      await room.say(user);
    }
    if (heard.length > 10 * SAMPLE_RATE_HZ) break;
  }
  const level = (fromS: number, toS: number): number =>
    rmsDbfs(Float32Array.from(heard.slice(fromS * SAMPLE_RATE_HZ, toS * SAMPLE_RATE_HZ)));
  // Played at -26 dBFS, heard at half the amplitude.
  assert.ok(level(3, 7) < -26 - 6 - 20, `${level(3, 7)} dBFS of our own voice are left`);
  const spoken = level(7, 10) - rmsDbfs(user.pcm);
  assert.ok(spoken > -6 && spoken < 3, `the user is ${spoken} dB louder than spoken`);
  assert.ok(notices.some((notice) => notice.type === 'echo.measured' && notice.returnLossDb > 20));
  assert.ok(!notices.some((notice) => notice.type === 'duplex.changed'));
});

async function speech(name: string, rateHz: number): Promise<Sound> {
  const { pcm } = resample(await readWavFile(fixturePath('speech', name)), rateHz);
  const gain = 10 ** ((-26 - rmsDbfs(pcm)) / 20);
  return { pcm: pcm.map((sample) => sample * gain), sampleRateHz: rateHz };
}
