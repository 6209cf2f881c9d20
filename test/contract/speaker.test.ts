import { after, before, describe, test } from 'node:test';
import { findAudioAddon } from '../../engine/capture/audio-addon.ts';
import type { DuplexAudio } from '../../engine/devices/duplex-audio.ts';
import { openDuplexAudio } from '../../engine/duplex.ts';
import { findLoudspeaker } from '../../engine/playback/command-speaker.adapter.ts';
import { FakeSpeaker } from '../../engine/playback/fake-speaker.ts';
import type { Speaker } from '../../engine/playback/playback.ts';
import { VirtualSpeaker } from '../../engine/playback/virtual-speaker.ts';
import { startVirtualAudio, type VirtualAudio, whyNoVirtualAudio } from '../support/virtual-audio.ts';
import { describeMicrophone } from './microphone-contract.ts';
import { describeSpeaker } from './speaker-contract.ts';

const RATE_HZ = 16_000;
const DEVICES = {
  microphones: [],
  loudspeakers: [],
  echoCancellation: 'on',
  noiseSuppression: 'off',
  automaticGain: 'off',
} as const;

describeSpeaker('a virtual loudspeaker', async () => new VirtualSpeaker(RATE_HZ, { pace: 'real-time' }));
describeSpeaker('a fast virtual loudspeaker', async () => new VirtualSpeaker(RATE_HZ, { pace: 'fast' }), 'fast');
describeSpeaker('the fake loudspeaker', async () => listening(new FakeSpeaker(RATE_HZ)), 'fast');

const missing = whyNoVirtualAudio();
describe('on virtual devices', { skip: missing ?? false }, () => {
  let audio: VirtualAudio;
  const duplexes: DuplexAudio[] = [];
  before(async () => {
    audio = await startVirtualAudio();
    Object.assign(process.env, audio.env);
  });
  after(async () => {
    for (const duplex of duplexes) await duplex[Symbol.asyncDispose]();
    await audio[Symbol.asyncDispose]();
  });
  const open = async (): Promise<DuplexAudio> => {
    const duplex = await openDuplexAudio({ ...DEVICES, microphones: [], loudspeakers: [] }, () => undefined);
    duplexes.push(duplex);
    return duplex;
  };

  describeSpeaker('the loudspeaker of a player command', async () => opened(findLoudspeaker()?.(RATE_HZ)));
  if (findAudioAddon() === undefined) {
    test('the devices of the add-on', { skip: 'the audio add-on is not built' });
    return;
  }
  describeSpeaker('the loudspeaker of the add-on', async () => (await open()).openSpeaker(RATE_HZ));
  describeMicrophone('the microphone of the add-on', async () => (await open()).microphone);
});

/** Everything is heard at once. */
function listening(speaker: FakeSpeaker): FakeSpeaker {
  speaker.hear();
  return speaker;
}

function opened(speaker: Speaker | undefined): Speaker {
  if (speaker === undefined) throw new Error('no loudspeaker');
  return speaker;
}
