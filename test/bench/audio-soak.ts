/**
 * Minutes of talk through virtual devices: how often the loudspeaker ran dry, what was lost, what it cost.
 *
 *   node test/bench/audio-soak.ts [MINUTES]
 *
 * Replies of some seconds with pauses between them, while the microphone is listened to. Ten minutes by default.
 */

import type { Sound } from '../../engine/audio/audio-frame.ts';
import { resample } from '../../engine/audio/resample.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { openDuplexAudio } from '../../engine/duplex.ts';
import { fixturePath } from '../support/checkout.ts';
import { startVirtualAudio, whyNoVirtualAudio } from '../support/virtual-audio.ts';

const PAUSE_MS = 1500;
/** What a voice gives at a time. */
const SEGMENT_SAMPLES = 22_050;

const minutes = Number(process.argv[2] ?? 10);
const missing = whyNoVirtualAudio();
if (missing !== undefined) throw new Error(missing);

const audio = await startVirtualAudio();
Object.assign(process.env, audio.env);
const devices = { microphones: [], loudspeakers: [], echoCancellation: 'on' } as const;
const duplex = await openDuplexAudio(
  { ...devices, microphones: [], loudspeakers: [], noiseSuppression: 'off', automaticGain: 'off' },
  () => undefined,
);
const abort = new AbortController();
let frames = 0;
const listening = (async () => {
  for await (const _ of duplex.microphone.frames(abort.signal)) frames += 1;
})();

const voice = resample(await readWavFile(fixturePath('speech', 'steam-engine.wav')), 22_050);
const startedAt = performance.now();
const usage = process.cpuUsage();
let replies = 0;
let heard = 0;
while (performance.now() - startedAt < minutes * 60_000) {
  heard += await reply(voice);
  replies += 1;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
const elapsedMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(usage);
const { underruns, gaps, droppedFrames } = duplex.health;
const figures = {
  minutes: elapsedMs / 60_000,
  replies,
  underruns,
  gaps,
  droppedFrames,
  unheardSamples: replies * voice.pcm.length - heard,
  missingFrames: Math.max(0, Math.floor(elapsedMs / 32) - frames - 3),
  cpuSecondsPerMinute: ((user + system) / 1e6 / elapsedMs) * 60_000,
};
console.log(JSON.stringify(figures, undefined, 2));
abort.abort();
await listening;
await duplex[Symbol.asyncDispose]();
await audio[Symbol.asyncDispose]();

/** @returns samples heard. */
async function reply({ pcm, sampleRateHz }: Sound): Promise<number> {
  const speaker = duplex.openSpeaker(sampleRateHz);
  for (let at = 0; at < pcm.length; at += SEGMENT_SAMPLES) speaker.write(pcm.slice(at, at + SEGMENT_SAMPLES));
  await speaker.drained();
  return speaker.heardSamples;
}
