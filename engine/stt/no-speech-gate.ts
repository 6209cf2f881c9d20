/**
 * Whether a transcription is something a person said, or what Whisper makes of a noise. Pure.
 *
 * The thresholds lie between what base q8_0 gives for 46 noises (silence, hum, hiss, wind, typing, breath, music) and for
 * 60 clips of speech (clean, noisy, 50 dB quieter, single words of actors):
 * no-speech probability 0.42 to 0.94 and log probability -0.69 to -1.70 against 0.00 to 0.56 and -0.12 to -1.18.
 */

import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { rmsDbfs } from '../audio/level.ts';
import { stockPhrase } from './stock-phrases.ts';
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
}

/** Above this there was no speech, unless the words are as sure as words get. */
const SURELY_NO_SPEECH = 0.7;
const SURE_WORDS = -0.4;
/** Both weak at once: one of them alone happens to a single word said in passing. */
const PERHAPS_NO_SPEECH = 0.4;
const WEAK_WORDS = -1;
/** No speech in any language reads like this. */
const HOPELESS_WORDS = -1.5;
/** A courtesy that was really said is heard better than this. */
const DOUBTED_COURTESY_NO_SPEECH = 0.3;
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
  if (disbelieved(transcription)) return nothing('noise');
  const seconds = facts.voiceMs === undefined ? pcm.length / SAMPLE_RATE_HZ : facts.voiceMs / 1000;
  const tooFast = letters >= RATE_MIN_LETTERS && letters / Math.max(seconds, 0.1) > MOST_LETTERS_PER_SECOND;
  if (tooFast || repeatsItself(text)) return nothing('runaway');
  if (madeUp(transcription, pcm)) return nothing('stock-phrase');
  return { kind: 'speech' };
}

function disbelieved({ averageLogProbability, noSpeechProbability }: Transcription): boolean {
  if (averageLogProbability === undefined) return false;
  if (averageLogProbability < HOPELESS_WORDS) return true;
  if (noSpeechProbability === undefined) return false;
  if (noSpeechProbability > SURELY_NO_SPEECH) return averageLogProbability < SURE_WORDS;
  return noSpeechProbability > PERHAPS_NO_SPEECH && averageLogProbability < WEAK_WORDS;
}

function madeUp(transcription: Transcription, pcm: Float32Array): boolean {
  const phrase = stockPhrase(transcription.text);
  if (phrase === undefined) return false;
  const { averageLogProbability, noSpeechProbability } = transcription;
  if (averageLogProbability === undefined) return phrase === 'credits' || rmsDbfs(pcm) < DISTANT_DBFS;
  if (phrase === 'credits') return averageLogProbability < SURE_WORDS;
  return averageLogProbability < WEAK_WORDS || (noSpeechProbability ?? 0) > DOUBTED_COURTESY_NO_SPEECH;
}

function nothing(reason: NothingSaid): Judgement {
  return { kind: 'nothing', reason };
}
