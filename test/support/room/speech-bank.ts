/**
 * Speech for scenarios: said once by a synthetic voice, the same at every run, and kept in a folder for temporary files.
 *
 * `[0.8s]` in a text is a pause. Voices are the installed one at several pitches, and those of eSpeak NG where that is
 * installed.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { msToSamples, SAMPLE_RATE_HZ, type Sound } from '../../../engine/audio/audio-frame.ts';
import { resample } from '../../../engine/audio/resample.ts';
import { decodeWav, encodeWav } from '../../../engine/audio/wav.ts';
import { createSherpaPiperSynthesizer } from '../../../engine/tts/sherpa-piper.adapter.ts';
import type { Synthesizer } from '../../../engine/tts/tts.ts';
import { installedModel } from '../models.ts';
import { parseDurationMs } from './moment.ts';
import { SPEECH_FOLDER, steadyVoiceDir } from './steady-voice.ts';

/** How much higher than the installed voice each of its disguises speaks. */
const PITCHES: Readonly<Record<string, number>> = { joe: 1, ann: 1.28, tim: 1.12, bob: 0.88, old: 0.8 };
/** Voices of eSpeak NG, by name. */
const ESPEAK: Readonly<Record<string, string>> = { robot: 'en-us', scot: 'en-gb-scotland', german: 'de' };

/** Changes when clips are made otherwise. */
const VERSION = 4;

const PAUSES = /\[([^\]]+)\]/g;

export interface SpokenLine {
  readonly text: string;
  readonly voice: string;
  readonly speed: number;
}

export function hasVoice(voice: string): boolean {
  return voice in PITCHES || (voice in ESPEAK && hasEspeak());
}

export class SpeechBank implements AsyncDisposable {
  #synthesizer: Promise<Synthesizer> | undefined;

  /** 16 kHz, without silence around it. */
  async say({ text, voice, speed }: SpokenLine): Promise<Float32Array> {
    const pausesMs = [...text.matchAll(PAUSES)].map(([, duration = '']) => parseDurationMs(duration) ?? 0);
    const whole = text.replace(PAUSES, ' ').replace(/\s+/g, ' ').trim();
    return withPauses(trimmed(await this.#clip({ text: whole, voice, speed })), pausesMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#synthesizer)?.[Symbol.asyncDispose]();
  }

  async #clip(line: SpokenLine): Promise<Float32Array> {
    const name = createHash('sha256')
      .update(JSON.stringify([VERSION, line]))
      .digest('hex')
      .slice(0, 24);
    const file = join(SPEECH_FOLDER, `${name}.wav`);
    if (existsSync(file)) return decodeWav(await readFile(file)).pcm;
    const sound = line.voice in ESPEAK ? espeak(line) : await this.#piper(line);
    await mkdir(SPEECH_FOLDER, { recursive: true });
    // Several test files may make the same clip at once.
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, encodeWav(sound));
    await rename(draft, file);
    return decodeWav(await readFile(file)).pcm;
  }

  async #piper({ text, voice, speed }: SpokenLine): Promise<Sound> {
    const pitch = PITCHES[voice];
    if (pitch === undefined) throw new Error(`There is no voice ${voice}.`);
    this.#synthesizer ??= this.#load();
    const synthesizer = await this.#synthesizer;
    const request = { text, speaker: 0, speed: speed / pitch };
    const { pcm, sampleRateHz } = await synthesizer.synthesize(request, new AbortController().signal);
    // Played faster, a voice is higher; it was made slower by as much.
    const played = { pcm, sampleRateHz: Math.round((sampleRateHz * pitch) / 50) * 50 };
    return resample(played, SAMPLE_RATE_HZ);
  }

  async #load(): Promise<Synthesizer> {
    const voiceDir = await steadyVoiceDir();
    const espeakDataDir = join(await installedModel('espeak-ng-data'), 'espeak-ng-data');
    return createSherpaPiperSynthesizer({ voiceDir, espeakDataDir, threads: 1 });
  }
}

let espeakFound: boolean | undefined;

function hasEspeak(): boolean {
  if (espeakFound !== undefined) return espeakFound;
  try {
    execFileSync('espeak-ng', ['--version'], { stdio: 'ignore' });
    espeakFound = true;
  } catch {
    espeakFound = false;
  }
  return espeakFound;
}

function espeak({ text, voice, speed }: SpokenLine): Sound {
  const wordsPerMinute = String(Math.round(160 * speed));
  const wav = execFileSync('espeak-ng', ['-v', ESPEAK[voice] ?? 'en', '-s', wordsPerMinute, '--stdout', text], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return resample(decodeWav(wav), SAMPLE_RATE_HZ);
}

/** Without the silence around it: pauses between parts are as long as they are written. */
function trimmed(pcm: Float32Array): Float32Array {
  const peak = pcm.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.02 * peak;
  const last = pcm.findLastIndex(isLoud);
  return pcm.slice(Math.max(0, pcm.findIndex(isLoud) - msToSamples(10)), last + msToSamples(30));
}

/**
 * Makes the longest breaks in a sentence as long as they are written. A sentence said in one go keeps the melody of
 * somebody who goes on; said in parts, each would sound complete.
 */
function withPauses(pcm: Float32Array, pausesMs: readonly number[]): Float32Array {
  const breaks = quietStretches(pcm)
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, pausesMs.length)
    .sort((a, b) => a.from - b.from);
  if (breaks.length < pausesMs.length) throw new Error('The voice makes fewer breaks than are written: add a comma.');
  const parts: Float32Array[] = [];
  let at = 0;
  for (const [index, { from, to }] of breaks.entries()) {
    parts.push(pcm.subarray(at, from), new Float32Array(msToSamples(pausesMs[index] ?? 0)));
    at = to;
  }
  return joined([...parts, pcm.subarray(at)]);
}

const QUIET_WINDOW = msToSamples(10);

function quietStretches(pcm: Float32Array): { from: number; to: number }[] {
  const peak = pcm.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
  const stretches: { from: number; to: number }[] = [];
  for (let from = 0; from + QUIET_WINDOW <= pcm.length; from += QUIET_WINDOW) {
    const to = from + QUIET_WINDOW;
    if (pcm.subarray(from, to).some((sample) => Math.abs(sample) > 0.03 * peak)) continue;
    const last = stretches.at(-1);
    if (last?.to === from) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const pcm = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    pcm.set(part, at);
    at += part.length;
  }
  return pcm;
}
