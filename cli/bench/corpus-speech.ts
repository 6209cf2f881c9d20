/** Speaks the corpus of `sotto bench endpointing`: with the installed voice, and with espeak-ng where that is found. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { decodeWav, type Engine, type Sound } from '../../engine/engine.ts';
import type { CorpusUtterance } from './endpointing-corpus.ts';
import { audibleSpan } from './spoken-turns.ts';

export type CorpusVoice = 'installed' | 'espeak-ng';

export interface CorpusClip {
  readonly utterance: CorpusUtterance;
  readonly voice: CorpusVoice;
  readonly sound: Sound;
  /** End of the last audible sound. */
  readonly endMs: number;
}

const LEAD_MS = 300;
/** Long enough that the last pause is noticed. */
const TAIL_MS = 600;
/** No room is as silent as zeros: -66 dB. */
const ROOM_LEVEL = 0.0005;
/** Around the place where a sentence is cut the quietest moment is taken. */
const CUT_SEARCH_MS = 50;
const CUT_WINDOW_MS = 10;

/** The voices that can speak an utterance; the installed one is English. */
export function voicesFor({ language, kind }: CorpusUtterance, hasEspeak: boolean): readonly CorpusVoice[] {
  if (language !== 'en') return hasEspeak ? ['espeak-ng'] : [];
  return hasEspeak && (kind === 'hesitation' || kind === 'plain') ? ['installed', 'espeak-ng'] : ['installed'];
}

export async function findEspeak(): Promise<boolean> {
  return promisify(execFile)('espeak-ng', ['--version']).then(
    () => true,
    () => false,
  );
}

export async function speakUtterance(
  utterance: CorpusUtterance,
  voice: CorpusVoice,
  engine: Engine,
  signal: AbortSignal,
): Promise<CorpusClip> {
  const pieces =
    voice === 'espeak-ng'
      ? await Promise.all(utterance.texts.map((text) => espeak(text, utterance, signal)))
      : await speakPieces(utterance, engine, signal);
  const sound = inARoom(pieces, utterance.pausesMs);
  const endMs = audibleSpan(sound).endMs;
  return { utterance, voice, sound, endMs };
}

async function speakPieces(utterance: CorpusUtterance, engine: Engine, signal: AbortSignal): Promise<readonly Sound[]> {
  const { texts, pausing, speed } = utterance;
  const speak = (text: string) => engine.speak({ text, speaker: 0, speed }, signal);
  if (pausing === 'between') return Promise.all(texts.map(speak));
  const whole = await speak(texts.join(' '));
  const pieces: Sound[] = [];
  let from = 0;
  for (let count = 1; count < texts.length; count += 1) {
    const beginning = await speak(texts.slice(0, count).join(' '));
    // The same text has the same mouth shapes, whatever follows it.
    const shapes = beginning.visemes.filter(({ shape }) => shape !== 'sil').length;
    const next = whole.visemes.filter(({ shape }) => shape !== 'sil')[shapes];
    const to = next === undefined ? whole.pcm.length : quietestMoment(whole, next.atMs);
    pieces.push({ pcm: whole.pcm.slice(from, to), sampleRateHz: whole.sampleRateHz });
    from = to;
  }
  return [...pieces, { pcm: whole.pcm.slice(from), sampleRateHz: whole.sampleRateHz }];
}

function quietestMoment({ pcm, sampleRateHz }: Sound, nearMs: number): number {
  const samples = (ms: number): number => Math.round((ms * sampleRateHz) / 1000);
  const window = samples(CUT_WINDOW_MS);
  let best = { at: samples(nearMs), power: Number.POSITIVE_INFINITY };
  for (let ms = nearMs - CUT_SEARCH_MS; ms <= nearMs + CUT_SEARCH_MS / 2; ms += CUT_WINDOW_MS / 2) {
    const at = Math.max(0, samples(ms));
    const power = pcm.subarray(at, at + window).reduce((sum, sample) => sum + sample * sample, 0);
    if (power < best.power) best = { at: at + (window >> 1), power };
  }
  return best.at;
}

async function espeak(text: string, { language, speed }: CorpusUtterance, signal: AbortSignal): Promise<Sound> {
  const voice = language === 'de' ? 'de' : 'en-us';
  const wordsPerMinute = String(Math.round(160 * speed));
  const { stdout } = await promisify(execFile)('espeak-ng', ['-v', voice, '-s', wordsPerMinute, '--stdout', text], {
    encoding: 'buffer',
    maxBuffer: 16 * 1024 * 1024,
    signal,
  });
  return decodeWav(stdout);
}

/** The pieces without the silence around them, with the pauses between them, in a quiet room. */
function inARoom(pieces: readonly Sound[], pausesMs: readonly number[]): Sound {
  const sampleRateHz = pieces[0]?.sampleRateHz ?? 16_000;
  const silence = (ms: number): Float32Array => new Float32Array(Math.round((ms * sampleRateHz) / 1000));
  const parts: Float32Array[] = [silence(LEAD_MS)];
  for (const [index, piece] of pieces.entries()) {
    parts.push(trimmed(piece), silence(pausesMs[index] ?? TAIL_MS));
  }
  const pcm = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    pcm.set(part, at);
    at += part.length;
  }
  let seed = 1;
  for (const [index, sample] of pcm.entries()) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    pcm[index] = sample + (seed / 2 ** 31 - 1) * ROOM_LEVEL;
  }
  return { pcm, sampleRateHz };
}

function trimmed(sound: Sound): Float32Array {
  const { startMs, endMs } = audibleSpan(sound);
  const samples = (ms: number): number => Math.round((ms * sound.sampleRateHz) / 1000);
  return sound.pcm.slice(samples(startMs), samples(endMs));
}
