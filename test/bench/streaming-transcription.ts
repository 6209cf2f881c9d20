/**
 * Transcription while somebody speaks: how long after their last sound the final text is there, with and without
 * partial passes, what these cost, and how many words were stable by then.
 *
 *   node test/bench/streaming-transcription.ts [--turns MANIFEST.json] [--runtime whisper.cpp|sherpa-onnx] [--limit N] [--json]
 *
 * MANIFEST is the one of `sotto bench latency`. Without it: the recorded questions, and the bench sentences spoken by the
 * installed voice. Clips are fed in real time, each both ways, one after the other; voice activity detection is the real
 * one, and its work is part of both. CPU seconds are those of this process, so other work on the machine matters
 * little for them; delays need an idle machine.
 */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { SampleTime } from '../../contract/ids.ts';
import { FRAME_MS, FRAME_SAMPLES, msToSamples, SAMPLE_RATE_HZ } from '../../engine/audio/audio-frame.ts';
import { resample } from '../../engine/audio/resample.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { type Heard, TurnTranscript } from '../../engine/conversation/turn-transcript.ts';
import { Utterance } from '../../engine/conversation/utterance.ts';
import { wordErrorRate } from '../../engine/stt/accuracy/word-error-rate.ts';
import { createSherpaWhisperTranscriber } from '../../engine/stt/sherpa-whisper.adapter.ts';
import type { PartialText } from '../../engine/stt/stable-words.ts';
import type { TranscribeRequest, Transcriber, Transcription } from '../../engine/stt/stt.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { loadSileroVad } from '../../engine/vad/silero.adapter.ts';
import { SpeechDetector } from '../../engine/vad/speech-detector.ts';
import { installedModel, installedModelFile } from '../support/models.ts';
import { recordedClips } from '../support/recorded-clips.ts';
import { speakTexts } from '../support/spoken-clips.ts';
import { BENCH_SENTENCES } from './bench-sentences.ts';

interface Clip {
  readonly text: string;
  /** 16 kHz mono, from the first sound to the last one. */
  readonly pcm: Float32Array;
}

interface TurnResult {
  readonly reference: string;
  readonly heard: string;
  readonly seconds: number;
  /** From the last sound to the final text. */
  readonly delayMs: number;
  readonly cpuMs: number;
  readonly partials: number;
  /** Words that were stable when the pause was noticed, of those in the final text. */
  readonly stableShare: number;
  /** Whether a partial pass served as the final one. */
  readonly isReused: boolean;
}

const { values } = parseArgs({
  options: {
    turns: { type: 'string' },
    runtime: { type: 'string', default: 'whisper.cpp' },
    limit: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});

const LEAD_SAMPLES = msToSamples(700);
const TRAIL_SAMPLES = msToSamples(900);

/** Counts final requests: none means that a partial one was enough. */
class CountingTranscriber implements Transcriber {
  finals = 0;
  readonly #inner: Transcriber;

  constructor(inner: Transcriber) {
    this.#inner = inner;
  }

  transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcription> {
    if (request.priority !== 'partial') this.finals++;
    return this.#inner.transcribe(request, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}

const transcriber = new CountingTranscriber(
  values.runtime === 'sherpa-onnx'
    ? await createSherpaWhisperTranscriber({ modelDir: await installedModel('whisper-base-sherpa'), threads: 1 })
    : await createWhisperCppTranscriber({ modelFile: await installedModelFile('whisper-base'), threads: 1 }),
);
const vad = await loadSileroVad(await installedModelFile('silero-vad'));
const results: Record<'partials' | 'finalsOnly', TurnResult[]> = { partials: [], finalsOnly: [] };
for (const clip of (await clips()).slice(0, Number(values.limit))) {
  for (const way of ['partials', 'finalsOnly'] as const) {
    const result = await listen(clip, way);
    results[way].push(result);
    if (!values.json) console.log(line(way, result));
  }
}
await transcriber[Symbol.asyncDispose]();
await vad[Symbol.asyncDispose]();

const withPartials = summarise(results.partials);
const finalsOnly = summarise(results.finalsOnly);
console.log(
  JSON.stringify({
    bench: 'streaming-transcription',
    runtime: values.runtime,
    clips: results.partials.length,
    ...withPartials,
    stableShare: mean(results.partials.map(({ stableShare }) => stableShare)),
    reusedShare: mean(results.partials.map(({ isReused }) => (isReused ? 1 : 0))),
    partialCpuPerSpeechSecond: withPartials.cpuPerSpeechSecond - finalsOnly.cpuPerSpeechSecond,
    finalsOnly,
  }),
);

async function listen(clip: Clip, way: 'partials' | 'finalsOnly'): Promise<TurnResult> {
  vad.reset();
  transcriber.finals = 0;
  const partials: PartialText[] = [];
  const onPartial = way === 'partials' ? (partial: PartialText) => partials.push(partial) : undefined;
  const transcript = new TurnTranscript(transcriber, { language: 'en', terms: [] }, onPartial);
  const detector = new SpeechDetector();
  const pcm = withQuietAround(clip.pcm);
  const lastSound = LEAD_SAMPLES + clip.pcm.length;
  let utterance: Utterance | undefined;
  let heard: Promise<Heard> | undefined;
  let finalsBefore = 0;
  let stable = '';
  let heardAtMs = 0;
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  for (let at = 0; at + FRAME_SAMPLES <= pcm.length; at += FRAME_SAMPLES) {
    const now = (at + FRAME_SAMPLES) as SampleTime;
    await until(startedAtMs + (now / SAMPLE_RATE_HZ) * 1000);
    const frame = { at: at as SampleTime, pcm: pcm.slice(at, now) };
    const event = detector.push(frame, await vad.process(frame));
    if (event?.type === 'speech.started') utterance = new Utterance(event.preRoll, event.preRollAt);
    else utterance?.append(frame.pcm);
    if (utterance === undefined) continue;
    if (event?.type === 'speech.paused') {
      finalsBefore = transcriber.finals;
      const last = partials.at(-1);
      stable = last?.text.slice(0, last.stableLength) ?? '';
      const pass = transcript.paused(utterance, event.at);
      heard = pass;
      pass.then(
        () => {
          if (heard === pass) heardAtMs = performance.now();
        },
        () => undefined,
      );
    }
    if (detector.state === 'speaking') transcript.speaking(utterance, now);
  }
  const final = await heard;
  const { user, system } = process.cpuUsage(cpuBefore);
  const text = final?.kind === 'speech' ? final.text : '';
  return {
    reference: clip.text,
    heard: text,
    seconds: clip.pcm.length / SAMPLE_RATE_HZ,
    delayMs: heardAtMs - startedAtMs - (lastSound / SAMPLE_RATE_HZ) * 1000,
    cpuMs: (user + system) / 1000,
    partials: partials.length,
    stableShare: Math.min(1, words(stable) / Math.max(1, words(text))),
    isReused: transcriber.finals === finalsBefore,
  };
}

/** A timer is late more often than early, and by less than a frame. */
async function until(timeMs: number): Promise<void> {
  const waitMs = Math.min(FRAME_MS, timeMs - performance.now());
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

function summarise(turns: readonly TurnResult[]) {
  const delays = turns.map(({ delayMs }) => delayMs).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(delays[Math.ceil(share * delays.length) - 1] ?? 0);
  const sum = (value: (turn: TurnResult) => number): number => turns.reduce((total, turn) => total + value(turn), 0);
  return {
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: at(1),
    wordErrorRate: round(wordErrorRate(turns.map(({ reference, heard }) => ({ reference, hypothesis: heard })))),
    cpuPerSpeechSecond: round(sum(({ cpuMs }) => cpuMs / 1000) / sum(({ seconds }) => seconds)),
  };
}

function line(way: string, { heard, seconds, delayMs, cpuMs, partials, stableShare, isReused }: TurnResult): string {
  const figures = `${seconds.toFixed(1)} s, ${delayMs.toFixed(0)} ms after, ${cpuMs.toFixed(0)} ms CPU`;
  const parts = `${partials} partials, ${(stableShare * 100).toFixed(0)} % stable${isReused ? ', reused' : ''}`;
  return `${way.padEnd(10)} ${figures}${way === 'partials' ? `, ${parts}` : ''}: ${heard}`;
}

async function clips(): Promise<Clip[]> {
  const read = values.turns === undefined ? undefined : await readManifest(resolve(values.turns));
  const all = read ?? [...(await recordedClips()), ...(await speakTexts(BENCH_SENTENCES))];
  return all.map(({ text, pcm }) => ({ text, pcm: withoutQuietAround(pcm) }));
}

async function readManifest(manifest: string): Promise<Clip[]> {
  const { turns } = JSON.parse(await readFile(manifest, 'utf8')) as { turns: { file: string; text: string }[] };
  const read = turns.map(async ({ file, text }) => {
    const sound = await readWavFile(resolve(dirname(manifest), file));
    return { text, pcm: resample(sound, SAMPLE_RATE_HZ).pcm };
  });
  return Promise.all(read);
}

/** -34 dB below the peak is the end of what can be heard of a voice in a room. */
function withoutQuietAround(pcm: Float32Array): Float32Array {
  const peak = pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const isLoud = (sample: number): boolean => Math.abs(sample) >= peak * 0.02;
  return pcm.slice(pcm.findIndex(isLoud), pcm.findLastIndex(isLoud) + 1);
}

/** The noise of a quiet room. */
function withQuietAround(pcm: Float32Array): Float32Array {
  const whole = new Float32Array(LEAD_SAMPLES + pcm.length + TRAIL_SAMPLES);
  let state = 1;
  for (let i = 0; i < whole.length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    whole[i] = (state / 2_147_483_648 - 0.5) * 0.001 + (pcm[i - LEAD_SAMPLES] ?? 0);
  }
  return whole;
}

function words(text: string): number {
  return text.match(/[\p{L}\p{N}']+/gu)?.length ?? 0;
}

function mean(numbers: readonly number[]): number {
  return round(numbers.reduce((total, number) => total + number, 0) / Math.max(1, numbers.length));
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000;
}
