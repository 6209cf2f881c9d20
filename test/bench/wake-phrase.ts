/**
 * How often a spoken wake phrase is recognised in noise, and how often something else is taken for it.
 *
 *   node test/bench/wake-phrase.ts [--json] [--prompt none|terms]
 *
 * Spoken by the installed voice, and by espeak-ng where that is found; written down by the installed Whisper base.
 * `--prompt none` leaves the name out of what the recogniser is told to expect.
 */

import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { settings } from '../../contract/settings.ts';
import { resample } from '../../engine/audio/resample.ts';
import { decodeWav } from '../../engine/audio/wav.ts';
import { recognitionPrompt } from '../../engine/stt/user-terms.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { matchWakePhrase, wakePhrasesOf } from '../../engine/turn/wake/wake-phrase.ts';
import { installedModelFile } from '../support/models.ts';
import { speakTexts } from '../support/spoken-clips.ts';
import { CALLS, NOT_CALLED } from './wake-sentences.ts';

interface Spoken {
  readonly voice: string;
  readonly text: string;
  /** 16 kHz. */
  readonly pcm: Float32Array;
}

const ESPEAK_VOICES = ['en-us', 'en-gb', 'en-gb-scotland', 'en-gb-x-rp', 'en-us+f3', 'en-gb+f2', 'en-us+m3'];
const SIGNAL_TO_NOISE_DB = [30, 20, 10];

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, prompt: { type: 'string', default: 'terms' } },
});
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

const chosen = settings.parse({});
const phrases = wakePhrasesOf(chosen);
const prompt = values.prompt === 'none' ? '' : recognitionPrompt({ terms: [chosen.persona.name], precedingText: '' });
const transcriber = await createWhisperCppTranscriber({
  modelFile: await installedModelFile('whisper-base'),
  threads: 1,
});

const called = await hear(await speak(CALLS));
const other = await hear(await speak(NOT_CALLED));
const hits = called.filter(({ heard }) => matchWakePhrase(heard, phrases) !== undefined);
const falseAccepts = other.filter(({ heard }) => matchWakePhrase(heard, phrases) !== undefined);
const falseAnywhere = other.filter(({ heard }) => matchWakePhrase(heard, phrases, 'anywhere') !== undefined);
for (const { voice, heard } of called.filter((call) => !hits.includes(call)))
  say(`missed  ${voice.padEnd(16)} ${heard}`);
for (const { voice, text, heard } of falseAnywhere) say(`wrong   ${voice.padEnd(16)} ${text} → ${heard}`);
await transcriber[Symbol.asyncDispose]();
console.log(
  JSON.stringify({
    bench: 'wake-phrase',
    prompt: values.prompt,
    calls: called.length,
    hits: hits.length,
    hitsByVoice: countBy(hits, called),
    others: other.length,
    falseAccepts: falseAccepts.length,
    falseAcceptsAnywhere: falseAnywhere.length,
  }),
);

/** Voices take turns, so that each says about as much as the others. */
async function speak(texts: readonly string[]): Promise<Spoken[]> {
  const installed = await speakTexts(texts.filter((_, i) => i % (ESPEAK_VOICES.length + 1) === 0));
  const spoken: Spoken[] = [];
  for (const [i, text] of texts.entries()) {
    const clip = installed.find((each) => each.text === text);
    if (clip !== undefined) spoken.push({ voice: 'installed', ...clip });
    else {
      const voice = ESPEAK_VOICES[i % ESPEAK_VOICES.length] ?? 'en-us';
      const pcm = await espeak(text, voice);
      if (pcm !== undefined) spoken.push({ voice, text, pcm });
    }
  }
  return spoken;
}

async function espeak(text: string, voice: string): Promise<Float32Array | undefined> {
  try {
    const { stdout } = await promisify(execFile)('espeak-ng', ['-v', voice, '-s', '150', '--stdout', text], {
      encoding: 'buffer',
      maxBuffer: 16 * 1024 * 1024,
    });
    return resample(decodeWav(stdout), 16_000).pcm;
  } catch {
    return undefined;
  }
}

async function hear(spoken: readonly Spoken[]): Promise<(Spoken & { readonly heard: string })[]> {
  const heard: (Spoken & { readonly heard: string })[] = [];
  for (const [i, clip] of spoken.entries()) {
    const pcm = inNoise(clip.pcm, SIGNAL_TO_NOISE_DB[i % SIGNAL_TO_NOISE_DB.length] ?? 20);
    const request = { pcm, language: 'en', ...(prompt === '' ? {} : { prompt }) };
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

function countBy(some: readonly Spoken[], all: readonly Spoken[]): Record<string, string> {
  return Object.fromEntries(
    [...new Set(all.map(({ voice }) => voice))].map((voice) => {
      const of = (list: readonly Spoken[]): number => list.filter((each) => each.voice === voice).length;
      return [voice, `${of(some)}/${of(all)}`];
    }),
  );
}
