/** Speech of any length: cut where it is quietest, transcribed piece by piece, joined. */

import { msToSamples } from '../audio/audio-frame.ts';
import type { TranscribeRequest, Transcriber, Transcription } from './stt.ts';
import { repeatsItself } from './transcript-text.ts';
import { continuedPrompt } from './user-terms.ts';
import { voicedSeconds } from './voiced-time.ts';

/** Below Whisper's 30 s, because the last word needs room to be heard as ended. */
export const LONGEST_PIECE_SAMPLES: number = msToSamples(28_000);
/** A cut is looked for after this much of a piece: late enough that pieces stay long. */
const SHORTEST_PIECE_SAMPLES = msToSamples(16_000);
/** A shorter last piece would be a word without context. */
const SHORTEST_TAIL_SAMPLES = msToSamples(4_000);
/** Quietness is measured over this, in steps of `HOP_SAMPLES`: longer than the stop of a consonant. */
const WINDOW_SAMPLES = msToSamples(240);
const HOP_SAMPLES = msToSamples(20);

/** A decoder that goes round in circles rarely does so in both parts of a piece, if they are not too short to make sense. */
const SHORTEST_PART_SAMPLES = msToSamples(5_000);
/** Less of a voice says nothing about how fast somebody speaks. */
const TELLING_VOICE_SECONDS = 3;
/** Words for each voiced second: numbers read out digit by digit have two, sentences three and more. */
const FEWEST_WORDS_PER_SECOND = 1.5;
/** Of the same speaker, half a minute apart. */
const FEWEST_OF_USUAL_WORDS = 0.7;

/**
 * `request` with audio of any length. Each piece is prompted with the words before it, and the language detected in the
 * first piece holds for all. Rejects as the transcriber does.
 *
 * A decoder that is prompted with a sentence that is said again takes it for said already, and leaves it out together
 * with what stands before it. A piece with fewer words than its voice has time for is therefore decoded again without
 * any prompt; one in which the decoder goes round in circles is decoded in two parts.
 */
export async function transcribeLong(
  transcriber: Transcriber,
  request: TranscribeRequest,
  signal: AbortSignal,
): Promise<Transcription> {
  const pieces: Transcription[] = [];
  let language = request.language;
  let usualRate = 0;
  for (const pcm of cutAtQuiet(request.pcm)) {
    const { prompt: before = '', ...rest } = request;
    const prompt = continuedPrompt(before, joinedText(pieces));
    const heard = await transcribePiece(transcriber, { ...rest, pcm, language, prompt }, usualRate, signal);
    usualRate = Math.max(usualRate, wordRate(heard.text, pcm) ?? 0);
    pieces.push(heard);
    language = pieces[0]?.language ?? language;
  }
  return joined(pieces, language);
}

/** @param usualRate words for each voiced second in other pieces; 0 when unknown. */
async function transcribePiece(
  transcriber: Transcriber,
  { prompt = '', ...unprompted }: TranscribeRequest,
  usualRate: number,
  signal: AbortSignal,
): Promise<Transcription> {
  const { pcm, priority } = unprompted;
  let heard = await transcriber.transcribe(prompt === '' ? unprompted : { ...unprompted, prompt }, signal);
  if (priority === 'partial') return heard;
  if (prompt !== '' && leavesOut(heard.text, pcm, usualRate)) {
    heard = fuller(heard, await transcriber.transcribe(unprompted, signal));
  }
  if (!repeatsItself(heard.text) || pcm.length < 2 * SHORTEST_PART_SAMPLES) return heard;
  const cut = quietestPoint(pcm, SHORTEST_PART_SAMPLES, pcm.length - SHORTEST_PART_SAMPLES);
  const parts: Transcription[] = [];
  for (const part of [pcm.subarray(0, cut), pcm.subarray(cut)]) {
    parts.push(await transcriber.transcribe({ ...unprompted, pcm: part }, signal));
  }
  const apart = joined(parts, parts[0]?.language ?? heard.language);
  return repeatsItself(apart.text) ? heard : apart;
}

function leavesOut(text: string, pcm: Float32Array, usualRate: number): boolean {
  // Without spaces, words cannot be counted.
  const rate = UNSPACED.test(text) ? undefined : wordRate(text, pcm);
  return rate !== undefined && rate < Math.max(FEWEST_WORDS_PER_SECOND, FEWEST_OF_USUAL_WORDS * usualRate);
}

function wordRate(text: string, pcm: Float32Array): number | undefined {
  const seconds = voicedSeconds(pcm);
  return seconds < TELLING_VOICE_SECONDS ? undefined : wordCount(text) / seconds;
}

function fuller(heard: Transcription, again: Transcription): Transcription {
  const isMore = wordCount(again.text) > wordCount(heard.text);
  return isMore && !repeatsItself(again.text) ? again : heard;
}

function wordCount(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

/** Pieces of at most 28 s that together are `pcm`; one piece when that is short enough. They share its memory. */
export function cutAtQuiet(pcm: Float32Array): Float32Array[] {
  const pieces: Float32Array[] = [];
  let rest = pcm;
  while (rest.length > LONGEST_PIECE_SAMPLES) {
    const latest = Math.min(LONGEST_PIECE_SAMPLES, rest.length - SHORTEST_TAIL_SAMPLES);
    const cut = quietestPoint(rest, SHORTEST_PIECE_SAMPLES, latest);
    pieces.push(rest.subarray(0, cut));
    rest = rest.subarray(cut);
  }
  pieces.push(rest);
  return pieces;
}

/** The middle of the quietest window between two points; the latest one of equals. */
function quietestPoint(pcm: Float32Array, from: number, to: number): number {
  let best = to;
  let lowest = Number.POSITIVE_INFINITY;
  for (let start = from; start + WINDOW_SAMPLES <= to; start += HOP_SAMPLES) {
    let energy = 0;
    for (let i = start; i < start + WINDOW_SAMPLES; i++) {
      const sample = pcm[i] ?? 0;
      energy += sample * sample;
    }
    if (energy <= lowest) {
      lowest = energy;
      best = start + WINDOW_SAMPLES / 2;
    }
  }
  return best;
}

function joined(pieces: readonly Transcription[], language: string): Transcription {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const tokens = pieces.flatMap((piece) => piece.tokens);
  const averageLogProbability = weightedMean(pieces);
  const spoken = pieces.filter((piece) => piece.text !== '');
  const noSpeech = (spoken.length === 0 ? pieces : spoken).flatMap((piece) => piece.noSpeechProbability ?? []);
  return {
    text: joinedText(pieces),
    language,
    tokens,
    ...(averageLogProbability === undefined ? {} : { averageLogProbability }),
    // Speech in one piece is speech.
    ...(noSpeech.length === 0 ? {} : { noSpeechProbability: Math.min(...noSpeech) }),
  };
}

/** Mean log probability by number of tokens; undefined when no piece tells. */
function weightedMean(pieces: readonly Transcription[]): number | undefined {
  let sum = 0;
  let weight = 0;
  for (const { averageLogProbability, tokens } of pieces) {
    if (averageLogProbability === undefined) continue;
    sum += averageLogProbability * tokens.length;
    weight += tokens.length;
  }
  return weight === 0 ? pieces[0]?.averageLogProbability : sum / weight;
}

/** Scripts that put no space between sentences. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;

function joinedText(pieces: readonly Transcription[]): string {
  let text = '';
  for (const piece of pieces) {
    const space = text === '' || piece.text === '' || UNSPACED.test(text) ? '' : ' ';
    text += space + piece.text;
  }
  return text;
}
