/**
 * How often a spoken wake phrase is recognised in noise, and how often something else is taken for it.
 *
 *   node test/bench/wake-phrase.ts [--json] [--prompt none|name|phrase] [--heard FILE]
 *
 * Spoken by the installed voice at several pitches, and by espeak-ng where that is found; written down by the installed
 * Whisper base. `--prompt` is what the recogniser is told to expect: by default the name, as in a conversation. `--heard` keeps what it wrote in FILE, and takes it
 * from there the next time.
 */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';
import { settings } from '../../contract/settings.ts';
import { resample } from '../../engine/audio/resample.ts';
import { decodeWav } from '../../engine/audio/wav.ts';
import type { Transcriber } from '../../engine/stt/stt.ts';
import { recognitionPrompt } from '../../engine/stt/user-terms.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { matchWakePhrase, wakePhrasesOf } from '../../engine/turn/wake/wake-phrase.ts';
import { installedModelFile } from '../support/models.ts';
import { speakTexts } from '../support/spoken-clips.ts';
import { CALLS, NOT_CALLED } from './wake-sentences.ts';

interface Spoken {
  readonly voice: string;
  readonly set: 'tuned' | 'heldOut';
  readonly text: string;
  /** 16 kHz. */
  readonly pcm: Float32Array;
}

interface Voice {
  readonly name: string;
  /** How much higher than the installed voice; absent for those of espeak-ng. */
  readonly pitch?: number;
}

/** The matcher is adjusted on what the first half says. */
const TUNED_VOICES: readonly Voice[] = [
  { name: 'joe', pitch: 1 },
  { name: 'ann', pitch: 1.28 },
  { name: 'en-us' },
  { name: 'en-gb' },
];
const HELD_OUT_VOICES: readonly Voice[] = [
  { name: 'tim', pitch: 1.12 },
  { name: 'bob', pitch: 0.88 },
  { name: 'en-gb-scotland' },
  { name: 'en-gb-x-rp' },
];
const SIGNAL_TO_NOISE_DB = [30, 20, 10];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    prompt: { type: 'string', default: 'name' },
    heard: { type: 'string' },
  },
});
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

const chosen = settings.parse({});
const phrases = wakePhrasesOf(chosen);
const expected = { none: [], name: [chosen.persona.name], phrase: phrases.slice(0, 1) }[values.prompt];
if (expected === undefined) throw new Error('--prompt takes none, name or phrase.');
const prompt = recognitionPrompt({ terms: expected, precedingText: '' });

interface HeardText {
  readonly voice: string;
  readonly set: 'tuned' | 'heldOut';
  readonly text: string;
  readonly heard: string;
}

const all =
  values.heard !== undefined && existsSync(values.heard)
    ? (JSON.parse(readFileSync(values.heard, 'utf8')) as { called: HeardText[]; others: HeardText[] })
    : await hearAll();
if (values.heard !== undefined) writeFileSync(values.heard, JSON.stringify(all));
const isCalled = ({ heard }: HeardText): boolean => matchWakePhrase(heard, phrases) !== undefined;
for (const call of all.called) if (!isCalled(call)) say(`missed  ${call.voice.padEnd(16)} ${call.heard}`);
for (const call of all.others) if (isCalled(call)) say(`wrong   ${call.voice.padEnd(16)} ${call.text} → ${call.heard}`);
console.log(
  JSON.stringify({
    bench: 'wake-phrase',
    prompt: values.prompt,
    tuned: figures('tuned'),
    heldOut: figures('heldOut'),
    falseAcceptsAnywhere: all.others.filter(({ heard }) => matchWakePhrase(heard, phrases, 'anywhere')).length,
  }),
);

function figures(set: HeardText['set']): unknown {
  const called = all.called.filter((call) => call.set === set);
  const others = all.others.filter((call) => call.set === set);
  const voices = [...new Set(called.map(({ voice }) => voice))].map((voice) => {
    const calls = called.filter((call) => call.voice === voice);
    return [voice, `${calls.filter(isCalled).length}/${calls.length}`];
  });
  return {
    calls: called.length,
    hits: called.filter(isCalled).length,
    hitsByVoice: Object.fromEntries(voices),
    others: others.length,
    falseAccepts: others.filter(isCalled).length,
  };
}

async function hearAll(): Promise<{ called: HeardText[]; others: HeardText[] }> {
  const transcriber = await createWhisperCppTranscriber({
    modelFile: await installedModelFile('whisper-base'),
    threads: 1,
  });
  const called = await hear(transcriber, await speak(CALLS));
  const others = await hear(transcriber, await speak(NOT_CALLED));
  await transcriber[Symbol.asyncDispose]();
  return { called, others };
}

/** Voices take turns, so that each says about as much as the others. */
async function speak(texts: readonly string[]): Promise<Spoken[]> {
  const voices = [...TUNED_VOICES, ...HELD_OUT_VOICES];
  // Coprime with the pattern of the texts, so that every voice says every phrase.
  const voiceOf = (i: number): Voice => voices[(i * 3 + Math.floor(i / voices.length)) % voices.length] as Voice;
  const installed = await speakTexts(texts.filter((_, i) => voiceOf(i).pitch !== undefined));
  const spoken: Spoken[] = [];
  for (const [i, text] of texts.entries()) {
    const voice = voiceOf(i);
    const clip =
      voice.pitch === undefined ? await espeak(text, voice.name) : installed.find((one) => one.text === text);
    const pcm = clip && resample({ pcm: clip.pcm, sampleRateHz: Math.round(16_000 * (voice.pitch ?? 1)) }, 16_000).pcm;
    if (pcm) spoken.push({ voice: voice.name, set: TUNED_VOICES.includes(voice) ? 'tuned' : 'heldOut', text, pcm });
  }
  return spoken;
}

/** Nothing where there is no espeak-ng. */
async function espeak(text: string, voice: string): Promise<{ readonly pcm: Float32Array } | undefined> {
  try {
    const { stdout } = await promisify(execFile)('espeak-ng', ['-v', voice, '-s', '150', '--stdout', text], {
      encoding: 'buffer',
      maxBuffer: 16 * 1024 * 1024,
    });
    return resample(decodeWav(stdout), 16_000);
  } catch {
    return undefined;
  }
}

async function hear(transcriber: Transcriber, spoken: readonly Spoken[]): Promise<HeardText[]> {
  const heard: HeardText[] = [];
  for (const [i, { pcm, ...clip }] of spoken.entries()) {
    const noisy = inNoise(pcm, SIGNAL_TO_NOISE_DB[i % SIGNAL_TO_NOISE_DB.length] ?? 20);
    const request = { pcm: noisy, language: 'en', ...(prompt === '' ? {} : { prompt }) };
    const { text } = await transcriber.transcribe(request, new AbortController().signal);
    heard.push({ ...clip, heard: text });
  }
  return heard;
}

/** Half a second of the same noise before and after. */
function inNoise(pcm: Float32Array, signalToNoiseDb: number): Float32Array {
  const power = pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length;
  const level = Math.sqrt(3 * power) * 10 ** (-signalToNoiseDb / 20);
  const noisy = new Float32Array(pcm.length + 16_000);
  noisy.set(pcm, 8_000);
  let seed = 1;
  for (const [i, sample] of noisy.entries()) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    noisy[i] = sample + (seed / 2 ** 31 - 1) * level;
  }
  return noisy;
}
