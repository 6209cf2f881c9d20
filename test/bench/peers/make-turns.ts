/**
 * Makes the spoken turns of the comparison, a third of them short answers, and their manifest.
 *
 *   node test/bench/peers/make-turns.ts FOLDER [--count 108]
 *
 * Voices: the installed one at three paces, espeak-ng where it is installed, and the recordings of test/fixtures. A
 * turn is kept when transcription finds its first word in the clean file: a first word that a live conversation misses
 * was lost on the way.
 */

import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { firstWord } from '../../../cli/bench/first-word.ts';
import { audibleSpan } from '../../../cli/bench/spoken-turns.ts';
import type { Sound } from '../../../engine/audio/audio-frame.ts';
import { resample } from '../../../engine/audio/resample.ts';
import { decodeWav, encodeWav } from '../../../engine/audio/wav.ts';
import { readWavFile } from '../../../engine/audio/wav-file.ts';
import { createWhisperCppTranscriber } from '../../../engine/stt/whisper-cpp.adapter.ts';
import { createSherpaPiperSynthesizer } from '../../../engine/tts/sherpa-piper.adapter.ts';
import { installedModel, installedModelFile } from '../../support/models.ts';
import { RECORDED, type RecordedName, recordedFile } from '../../support/recorded-clips.ts';
import { QUESTIONS, SHORT_ANSWERS } from './turn-texts.ts';

interface Said {
  readonly text: string;
  /** Of a recording that is there already. */
  readonly name?: RecordedName;
}

const RATE_HZ = 16_000;
const PEAK = 0.5;
const LEAD_IN_MS = 100;
const PACES = [1, 0.9, 1.12];
const ESPEAK_VOICES = ['en-us', 'en-gb-x-rp+f2', 'en-gb+m3', 'en-us+Andrea', 'en-gb-scotland+m7', 'en-us+f4'];

const { values, positionals } = parseArgs({
  options: { count: { type: 'string', default: '108' } },
  allowPositionals: true,
});
const folder = resolve(positionals[0] ?? 'turns');
const count = Math.max(3, Number.parseInt(values.count, 10) || 108);
const signal = new AbortController().signal;

await mkdir(folder, { recursive: true });
await using voice = await createSherpaPiperSynthesizer({
  voiceDir: await installedModel('piper-en-us-joe'),
  espeakDataDir: join(await installedModel('espeak-ng-data'), 'espeak-ng-data'),
  threads: 1,
});
const modelFile = await installedModelFile('whisper-base');
await using transcriber = await createWhisperCppTranscriber({ modelFile, threads: 1 });
const hasEspeak = spawnSync('espeak-ng', ['--version'], { stdio: 'ignore' }).status === 0;

const turns: object[] = [];
const shortCount = Math.round(count / 3);
const recorded: Said[] = (Object.keys(RECORDED) as RecordedName[]).map((name) => ({ text: RECORDED[name], name }));
const questions: Said[] = [...recorded, ...QUESTIONS.map((text) => ({ text }))];
const answers: Said[] = SHORT_ANSWERS.map((text) => ({ text }));
let spoken = 0;
while (turns.length < count && questions.length + answers.length > 0) {
  const wantsShort = answers.length > 0 && turns.length % 3 === 2 && turns.length / 3 < shortCount;
  const next = (wantsShort ? answers : questions).shift() ?? answers.shift();
  if (next === undefined) break;
  const recording = next.name && (await readWavFile(recordedFile(next.name)));
  const kept = await keep(next.text, prepared(recording ?? (await speak(next.text, spoken++))));
  // Transcription understands the installed voice best.
  if (!kept) await keep(next.text, prepared(await inVoice(next.text, 1)));
}
await writeFile(join(folder, 'manifest.json'), `${JSON.stringify({ turns }, undefined, 1)}\n`);
console.log(`${turns.length} turns in ${folder}`);

/** Two thirds of the turns in the installed voice. */
async function speak(text: string, turn: number): Promise<Sound> {
  if (hasEspeak && turn % 3 === 1) return espeak(text, ESPEAK_VOICES[((turn - 1) / 3) % ESPEAK_VOICES.length] ?? '');
  return inVoice(text, PACES[turn % PACES.length] ?? 1);
}

function inVoice(text: string, speed: number): Promise<Sound> {
  return voice.synthesize({ text, speaker: 0, speed }, signal);
}

async function espeak(text: string, voiceName: string): Promise<Sound> {
  const args = ['-v', voiceName, '-s', '150', '--stdout', text];
  const { stdout } = await promisify(execFile)('espeak-ng', args, { encoding: 'buffer', maxBuffer: 1 << 24 });
  // Into a pipe it writes a header that knows no length.
  stdout.writeUInt32LE(stdout.length - 44, 40);
  stdout.writeUInt32LE(stdout.length - 8, 4);
  return decodeWav(stdout);
}

function prepared(sound: Sound): Float32Array {
  const { pcm } = resample(sound, RATE_HZ);
  const gain = PEAK / pcm.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 1e-6);
  const lead = Math.round((LEAD_IN_MS * RATE_HZ) / 1000);
  const padded = new Float32Array(lead + pcm.length);
  for (const [i, sample] of pcm.entries()) padded[lead + i] = sample * gain;
  return padded;
}

async function keep(text: string, pcm: Float32Array): Promise<boolean> {
  const { startMs, endMs } = audibleSpan({ pcm, sampleRateHz: RATE_HZ });
  const heard = await transcriber.transcribe({ pcm, language: 'en', prompt: '' }, signal);
  if (firstWord(text, heard.text) !== 'heard') {
    console.log(`left out: “${text}” is transcribed as “${heard.text}”`);
    return false;
  }
  const id = `turn-${String(turns.length + 1).padStart(3, '0')}`;
  await writeFile(join(folder, `${id}.wav`), encodeWav({ pcm, sampleRateHz: RATE_HZ }));
  turns.push({ id, file: `${id}.wav`, text, start_of_speech_ms: startMs, end_of_speech_ms: endMs });
  return true;
}
