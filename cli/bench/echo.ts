/**
 * Echo: how much of its own voice the canceller takes out (echo return loss enhancement), and what it leaves of the words of
 * somebody who talks over it. The same scenes through each canceller.
 */

import { countWordErrors, ECHO_LEVELS, type EchoLevel, type Engine, type PauseListener } from '../../engine/engine.ts';
import { INTERRUPTIONS, STORIES } from './barge-in-lines.ts';
import { type EchoScene, type Lines, playScene, type SceneKind } from './echo-scenes.ts';
import { sayInRoom } from './people.ts';

/** Takes the echo out of a whole recording: 16 kHz, results of the same length, and late by `delayMs`. */
export interface TrackCanceller {
  readonly delayMs: number;
  cancel(played: Float32Array, heard: Float32Array): Promise<Float32Array>;
}

export interface CancellerFigures {
  /** In dB, while the assistant speaks and nobody else does; from the fifth second on. */
  readonly farEndDb: number;
  /** The same over the first second: what is heard of an echo that is not known yet. */
  readonly firstSecondDb: number;
  readonly noiseDb: number;
  readonly driftDb: number;
  /** Between the words of somebody who talks over it. */
  readonly doubleTalkDb: number;
  /** Share of the user's words that were understood wrong or not at all. */
  readonly wordErrorRate: number;
}

export interface EchoResult {
  readonly type: 'bench.echo';
  readonly models: Readonly<Record<string, string>>;
  /** Word error rate of the same words without any echo. */
  readonly wordErrorRateWithoutEcho: number;
  /** By echo level, then by canceller. */
  readonly levels: Readonly<Record<string, Readonly<Record<string, CancellerFigures>>>>;
}

export interface EchoOptions {
  readonly voice: Engine;
  readonly listener: PauseListener;
  readonly cancellers: Readonly<Record<string, TrackCanceller>>;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

const RATE_HZ = 16_000;
const USER_DBFS = -28;
const KNOWN_AFTER_MS = 4000;
/** So much around the words of a line is listened to, and is no echo alone. */
const MARGIN_MS = 300;
/** Where the loudspeaker is quieter than this there is no echo to measure. */
const PLAYED_RMS = 0.01;
const BLOCK_SAMPLES = 160;

export async function measureEcho(options: EchoOptions): Promise<EchoResult> {
  const lines = await sayLines(options);
  const plain = await playScene('no-echo', 'double-talk', lines);
  const levels: Record<string, Record<string, CancellerFigures>> = {};
  for (const level of Object.keys(ECHO_LEVELS) as EchoLevel[]) {
    const scenes = await Promise.all(KINDS.map((kind) => playScene(level, kind, lines)));
    levels[level] = {};
    for (const [name, canceller] of Object.entries(options.cancellers)) {
      const figures = await figuresOf(scenes, canceller, options);
      levels[level][name] = figures;
      options.onProgress(
        `${level}, ${name}: ${figures.farEndDb} dB, word errors ${Math.round(100 * figures.wordErrorRate)} %`,
      );
    }
  }
  return {
    type: 'bench.echo',
    models: { ...options.voice.modelIds, ...options.listener.modelIds },
    wordErrorRateWithoutEcho: await wordErrorRate(plain, plain.heard, 0, options),
    levels,
  };
}

const KINDS: readonly SceneKind[] = ['far-end', 'noise', 'drift', 'double-talk'];
/** So often everything is said, by other people each time. */
const ROUNDS = 2;

async function sayLines({ voice, signal }: EchoOptions): Promise<Lines> {
  const assistant: Float32Array[] = [];
  for (const text of STORIES.flatMap((story) => story.split(/(?<=\.) /))) {
    assistant.push(await sayInRoom(voice, { text, person: 0, levelDbfs: -23, distance: 'near' }, signal));
  }
  assistant.push(...Array.from({ length: ROUNDS - 1 }, () => assistant).flat());
  const user: { text: string; pcm: Float32Array }[] = [];
  for (let person = 0; person < ROUNDS * INTERRUPTIONS.length; person++) {
    // Twelve lines and four people: the second round is said by others.
    const text = INTERRUPTIONS[person % INTERRUPTIONS.length] ?? '';
    const round = Math.floor(person / INTERRUPTIONS.length);
    const pcm = await sayInRoom(
      voice,
      { text, person: person + round, levelDbfs: USER_DBFS, distance: 'near' },
      signal,
    );
    user.push({ text, pcm });
  }
  const pcm = new Float32Array(assistant.reduce((sum, { length }) => sum + length + RATE_HZ / 4, 0));
  let at = 0;
  for (const sentence of assistant) {
    pcm.set(sentence, at);
    at += sentence.length + RATE_HZ / 4;
  }
  return { assistant: pcm, user };
}

async function figuresOf(
  scenes: readonly EchoScene[],
  canceller: TrackCanceller,
  options: EchoOptions,
): Promise<CancellerFigures> {
  const cleaned = await Promise.all(scenes.map(({ played, heard }) => canceller.cancel(played, heard)));
  const lossDb = (kind: SceneKind, fromMs: number, toMs: number): number => {
    const index = KINDS.indexOf(kind);
    return returnLossDb(scenes[index] as EchoScene, cleaned[index] as Float32Array, fromMs, toMs);
  };
  const talk = KINDS.indexOf('double-talk');
  return {
    farEndDb: lossDb('far-end', KNOWN_AFTER_MS, Infinity),
    firstSecondDb: lossDb('far-end', 0, 1000),
    noiseDb: lossDb('noise', KNOWN_AFTER_MS, Infinity),
    driftDb: lossDb('drift', KNOWN_AFTER_MS, Infinity),
    doubleTalkDb: lossDb('double-talk', KNOWN_AFTER_MS, Infinity),
    wordErrorRate: await wordErrorRate(
      scenes[talk] as EchoScene,
      cleaned[talk] as Float32Array,
      canceller.delayMs,
      options,
    ),
  };
}

/** Echo over what is left of it, while the loudspeaker plays and nobody speaks; in tenths of a dB. */
function returnLossDb(scene: EchoScene, clean: Float32Array, fromMs: number, toMs: number): number {
  let heard = 0;
  let left = 0;
  const end = Math.min(scene.heard.length, (toMs * RATE_HZ) / 1000);
  for (let at = (fromMs * RATE_HZ) / 1000; at + BLOCK_SAMPLES <= end; at += BLOCK_SAMPLES) {
    if (energy(scene.played, at) < PLAYED_RMS ** 2 * BLOCK_SAMPLES || isSpoken(scene, (at * 1000) / RATE_HZ)) continue;
    heard += energy(scene.heard, at);
    left += energy(clean, at);
  }
  return Math.round(100 * Math.log10(heard / Math.max(left, 1e-12))) / 10;
}

function isSpoken({ lines }: EchoScene, atMs: number): boolean {
  return lines.some(({ fromMs, toMs }) => atMs > fromMs - MARGIN_MS && atMs < toMs + MARGIN_MS);
}

function energy(pcm: Float32Array, at: number): number {
  return pcm.subarray(at, at + BLOCK_SAMPLES).reduce((sum, sample) => sum + sample * sample, 0);
}

/** What is understood of each line on its own, with what the room and the canceller leave around it. */
async function wordErrorRate(
  scene: EchoScene,
  clean: Float32Array,
  delayMs: number,
  { listener, signal }: EchoOptions,
): Promise<number> {
  let errors = 0;
  let words = 0;
  for (const { text, fromMs, toMs } of scene.lines) {
    const from = Math.round(((fromMs + delayMs - MARGIN_MS) * RATE_HZ) / 1000);
    const to = Math.round(((toMs + delayMs + MARGIN_MS) * RATE_HZ) / 1000);
    const sound = { pcm: clean.slice(Math.max(0, from), to), sampleRateHz: RATE_HZ };
    const heard = (await listener.listen(sound, 'en', signal)).at(-1)?.text ?? '';
    const count = countWordErrors(text, heard);
    errors += Math.min(count.errors, count.words);
    words += count.words;
  }
  return Math.round((1000 * errors) / Math.max(1, words)) / 1000;
}
