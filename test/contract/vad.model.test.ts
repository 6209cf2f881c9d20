import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { SampleTime } from '../../contract/ids.ts';
import { FRAME_SAMPLES, msToSamples } from '../../engine/audio/audio-frame.ts';
import { rmsDbfs } from '../../engine/audio/level.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { withEnergyGate } from '../../engine/vad/gated-vad.ts';
import { loadSileroVad } from '../../engine/vad/silero.adapter.ts';
import type { SpeechEvent } from '../../engine/vad/speech-detector.ts';
import { SpeechDetector } from '../../engine/vad/speech-detector.ts';
import type { VoiceActivityDetector } from '../../engine/vad/vad.ts';
import { fixturePath } from '../support/checkout.ts';
import { installedModelFile } from '../support/models.ts';
import { recordedClips } from '../support/recorded-clips.ts';
import { describeVad } from './vad-contract.ts';

const load = async (): Promise<VoiceActivityDetector> => loadSileroVad(await installedModelFile('silero-vad'));

/** "It was the best of times, it was the worst of times," with nothing before or after it. */
const FIRST_SPEECH_MS = 200;
const LAST_SPEECH_MS = 3_600;
let speech: Float32Array;
before(async () => {
  const { pcm } = await readWavFile(fixturePath('speech', 'best-of-times.wav'));
  speech = pcm.subarray(msToSamples(FIRST_SPEECH_MS), msToSamples(LAST_SPEECH_MS));
});

describeVad('Silero', load, () => speech);
describeVad(
  'Silero behind an energy gate',
  async () => withEnergyGate(await load()),
  () => speech,
);

describe('Silero with the speech detector', () => {
  test('finds the edges of speech in silence', async () => {
    const lead = 20 * FRAME_SAMPLES;
    const pcm = new Float32Array(lead + speech.length + 40 * FRAME_SAMPLES);
    pcm.set(speech, lead);
    const events = (await detect(pcm)).filter(({ type }) => type !== 'speech.suspected');
    const [started, ...rest] = events;
    assert.equal(started?.type, 'speech.started');
    assert.ok(Math.abs((started?.at ?? 0) - lead) <= 3 * FRAME_SAMPLES, `started at ${started?.at}, not ${lead}`);
    assert.equal(rest.at(-1)?.type, 'speech.paused');
    const end = lead + speech.length;
    assert.ok(Math.abs((rest.at(-1)?.at ?? 0) - end) <= 5 * FRAME_SAMPLES, `paused at ${rest.at(-1)?.at}, not ${end}`);
  });

  const sounds: readonly (readonly [string, (i: number) => number])[] = [
    ['silence', () => 0],
    ['white noise', (i) => 0.3 * pseudoRandom(i)],
    ['a tone', (i) => 0.3 * Math.sin(i / 6)],
    ['clicks', (i) => (i % 8_000 < 40 ? 0.9 * pseudoRandom(i) : 0)],
    ['hum', (i) => 0.2 * Math.sin((2 * Math.PI * 50 * i) / 16_000) + 0.1 * Math.sin((2 * Math.PI * 150 * i) / 16_000)],
  ];
  for (const [name, sample] of sounds) {
    test(`${name} is no speech`, async () => {
      assert.deepEqual(await detect(Float32Array.from({ length: 80_000 }, (_, i) => sample(i))), []);
    });
  }
});

describe('Silero behind an energy gate', () => {
  for (const [name, dbfs, noiseDbfs, offFrames] of [
    // Where the room is silent the model has heard less of it.
    ['quiet speech in a silent room, within a frame', -50, -80, 1],
    ['speech in as much noise', -30, -30, 0],
    ['speech over a fan', -30, -40, 0],
  ] as const) {
    test(`hears the same edges in ${name}`, async () => {
      const pcm = await spokenInNoise(dbfs, noiseDbfs);
      const [plain, gated] = [await load(), withEnergyGate(await load())];
      const expected = await detect(pcm, plain);
      assert.ok(expected.filter(({ type }) => type === 'speech.started').length >= 4, `${expected.length} edges`);
      const events = await detect(pcm, gated);
      assert.deepEqual(
        events.map(({ type }) => type),
        expected.map(({ type }) => type),
      );
      const off = events.map(({ at }, i) => Math.abs(at - (expected[i]?.at ?? 0)) / FRAME_SAMPLES);
      assert.ok(Math.max(...off) <= offFrames, `${off}`);
    });
  }
});

/** Every recorded clip with seconds of the same noise around it. */
async function spokenInNoise(speechDbfs: number, noiseDbfs: number): Promise<Float32Array> {
  const clips = (await recordedClips()).map(({ pcm }) => scaled(pcm, speechDbfs));
  const gap = msToSamples(4_000);
  const scene = Float32Array.from(
    { length: clips.reduce((total, clip) => total + gap + clip.length, gap) },
    (_, i) => Math.sqrt(3) * 10 ** (noiseDbfs / 20) * pseudoRandom(i),
  );
  let at = gap;
  for (const clip of clips) {
    for (const [i, sample] of clip.entries()) scene[at + i] = (scene[at + i] ?? 0) + sample;
    at += clip.length + gap;
  }
  return scene;
}

function scaled(pcm: Float32Array, dbfs: number): Float32Array {
  const gain = 10 ** ((dbfs - rmsDbfs(pcm)) / 20);
  return pcm.map((sample) => sample * gain);
}

test('a file that is no model, and no file, are faults', async () => {
  await assert.rejects(loadSileroVad(import.meta.filename), { code: 'model-corrupt' });
  await assert.rejects(loadSileroVad(`${import.meta.filename}.none`), { code: 'model-missing' });
  await assert.rejects(loadSileroVad(await installedModelFile('smart-turn-v3.2')), { code: 'model-unsupported' });
});

/** Speech that has paused for half a second is over. Closes the detector. */
async function detect(pcm: Float32Array, given?: VoiceActivityDetector): Promise<SpeechEvent[]> {
  const vad = given ?? (await load());
  const detector = new SpeechDetector();
  const events: SpeechEvent[] = [];
  let pausedFrames = 0;
  for (let at = 0; at + FRAME_SAMPLES <= pcm.length; at += FRAME_SAMPLES) {
    const frame = { at: at as SampleTime, pcm: pcm.subarray(at, at + FRAME_SAMPLES) };
    const event = detector.push(frame, await vad.process(frame));
    if (event !== undefined) events.push(event);
    pausedFrames = detector.state === 'paused' ? pausedFrames + 1 : 0;
    if (pausedFrames === 16) detector.endUtterance();
  }
  await vad[Symbol.asyncDispose]();
  return events;
}

/** In [-1, 1), the same every time. */
function pseudoRandom(i: number): number {
  const x = Math.sin(i * 12.9898) * 43_758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}
