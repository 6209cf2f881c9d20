import { FRAME_SAMPLES } from '../../engine/audio/audio-frame.ts';
import { FakeMicrophone } from '../../engine/capture/fake-microphone.ts';
import { createWavMicrophone } from '../../engine/capture/wav-microphone.ts';
import { describeMicrophone } from './microphone-contract.ts';

describeMicrophone('the fake microphone', async () => {
  const microphone = new FakeMicrophone();
  microphone.hear(new Float32Array(12 * FRAME_SAMPLES).fill(0.5));
  return microphone;
});

const sound = { pcm: new Float32Array(48_000).fill(0.9), sampleRateHz: 48_000 };
describeMicrophone('a fast recording', async () => createWavMicrophone(sound, { pacing: 'fast' }));
describeMicrophone('a recording in real time', async () => createWavMicrophone(sound, { pacing: 'real-time' }));
