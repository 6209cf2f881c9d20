/**
 * Whether a transcription is something a person said, or what Whisper makes of a noise. Pure.
 *
 * The limits lie between what base q8_0 gives for noises (silence, hum, hiss, wind, typing, breath, coughs, humming, music,
 * a murmur of many voices: 400 times) and for speech (sentences and single words, clean, 50 dB below full scale, in as
 * much noise: 400 times). Silence: no-speech probability 0.26 to 0.94 and log probability -0.69 to -2.82; sentences: 0.00
 * to 0.61 and -0.12 to -1.33; single words: 0.01 to 0.60 and -0.67 to -1.93.
 */

import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { rmsDbfs } from '../audio/level.ts';
import { readsLike, stockPhrase } from './stock-phrases.ts';
import type { Transcription } from './stt.ts';
import { repeatsItself } from './transcript-text.ts';

export type NothingSaid =
  /** No words came out. */
  | 'silence'
  /** Words came out, but the model itself does not believe in them. */
  | 'noise'
  /** A phrase that Whisper is known to make up. */
  | 'stock-phrase'
  /** One phrase over and over, or more words than can be spoken in that time. */
  | 'runaway';

export type Judgement = { readonly kind: 'speech' } | { readonly kind: 'nothing'; readonly reason: NothingSaid };

/** What is known about the audio beside its samples. */
export interface SpeechFacts {
  /** How long the voice activity detector heard a voice, in ms; the whole audio when absent. */
  readonly voiceMs?: number;
  /** The highest probability of a voice that the detector gave any frame. */
  readonly voicePeak?: number | undefined;
  /** What the model was told to expect: of noise it makes just that. */
  readonly terms?: readonly string[];
}

/** How sure the voice activity detector was at its surest: sentences reach 0.99 at -50 dBFS and in as much noise. */
const CLEAR_VOICE = 0.99;
const DOUBTFUL_VOICE = 0.9;

interface Limits {
  /** Above this there was no speech, unless the words are as sure as words get. */
  readonly surelyNoSpeech: number;
  /** Both weak at once: one of them alone happens to a single word said in passing. */
  readonly perhapsNoSpeech: number;
  readonly weakWords: number;
  /** No speech in any language reads like this. */
  readonly hopelessWords: number;
  /** A courtesy that was really said is heard better than this. */
  readonly courtesyWords: number;
  readonly courtesyNoSpeech: number;
}

/** A single word of a clear voice is often written down with little confidence; what no clear voice said needs more. */
const LIMITS: Readonly<Record<'clear' | 'unknown' | 'doubtful', Limits>> = {
  clear: {
    surelyNoSpeech: 0.7,
    perhapsNoSpeech: 0.5,
    weakWords: -1.3,
    hopelessWords: -1.7,
    courtesyWords: -1.5,
    courtesyNoSpeech: 0.4,
  },
  unknown: {
    surelyNoSpeech: 0.7,
    perhapsNoSpeech: 0.4,
    weakWords: -1,
    hopelessWords: -1.5,
    courtesyWords: -1,
    courtesyNoSpeech: 0.3,
  },
  doubtful: {
    surelyNoSpeech: 0.6,
    perhapsNoSpeech: 0.4,
    weakWords: -1,
    hopelessWords: -1.45,
    courtesyWords: -0.9,
    courtesyNoSpeech: 0.25,
  },
};

const SURE_WORDS = -0.4;
/** Where the runtime tells no probabilities: speech into a microphone is louder. */
const DISTANT_DBFS = -50;
/** The fastest speakers reach about 7 words a second for a moment, and 25 letters. */
const MOST_LETTERS_PER_SECOND = 32;
/** Rates say nothing about a single word. */
const RATE_MIN_LETTERS = 24;

export function judgeTranscription(
  transcription: Transcription,
  pcm: Float32Array,
  facts: SpeechFacts = {},
): Judgement {
  const { text } = transcription;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters === 0) return nothing('silence');
  const limits = LIMITS[voiceOf(facts.voicePeak)];
  if (disbelieved(transcription, limits)) return nothing('noise');
  const seconds = facts.voiceMs === undefined ? pcm.length / SAMPLE_RATE_HZ : facts.voiceMs / 1000;
  const tooFast = letters >= RATE_MIN_LETTERS && letters / Math.max(seconds, 0.1) > MOST_LETTERS_PER_SECOND;
  if (tooFast || repeatsItself(text)) return nothing('runaway');
  if (madeUp(transcription, pcm, limits, facts.terms ?? [])) return nothing('stock-phrase');
  return { kind: 'speech' };
}

function voiceOf(peak: number | undefined): keyof typeof LIMITS {
  if (peak === undefined) return 'unknown';
  if (peak >= CLEAR_VOICE) return 'clear';
  return peak < DOUBTFUL_VOICE ? 'doubtful' : 'unknown';
}

function disbelieved({ averageLogProbability, noSpeechProbability }: Transcription, limits: Limits): boolean {
  if (averageLogProbability === undefined) return false;
  if (averageLogProbability < limits.hopelessWords) return true;
  if (noSpeechProbability === undefined) return false;
  if (noSpeechProbability > limits.surelyNoSpeech) return averageLogProbability < SURE_WORDS;
  return noSpeechProbability > limits.perhapsNoSpeech && averageLogProbability < limits.weakWords;
}

function madeUp(transcription: Transcription, pcm: Float32Array, limits: Limits, terms: readonly string[]): boolean {
  const isTerm = terms.some((term) => readsLike(term, transcription.text));
  const phrase = isTerm ? 'courtesy' : stockPhrase(transcription.text);
  if (phrase === undefined) return false;
  const { averageLogProbability, noSpeechProbability } = transcription;
  if (averageLogProbability === undefined) return phrase === 'credits' || rmsDbfs(pcm) < DISTANT_DBFS;
  if (phrase === 'credits') return averageLogProbability < SURE_WORDS;
  return averageLogProbability < limits.courtesyWords || (noSpeechProbability ?? 0) > limits.courtesyNoSpeech;
}

function nothing(reason: NothingSaid): Judgement {
  return { kind: 'nothing', reason };
}
