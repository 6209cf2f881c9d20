/** How much of a reply was heard when it was interrupted, as the text that belongs into the conversation. Pure. */

import type { SpeechSegment } from './speech-segment.ts';
import type { Viseme } from './tts.ts';
import { alignWords, type Word, wordsOf } from './word-alignment.ts';

/** A segment as it was handed to the loudspeaker, without its sound. */
export interface PlayedSegment extends SpeechSegment {
  /** Length of its sound, on the same clock as the heard samples. */
  readonly samples: number;
  /** Duration of its sound. */
  readonly durationMs: number;
  /** Empty for a voice without timings; time then passes evenly over the words. */
  readonly visemes: readonly Viseme[];
}

/**
 * @param segments of one reply in order, played without gaps.
 * @param heardSamples samples of them that left the loudspeaker.
 * @returns the beginning of the reply up to the last word that was heard to its end; the whole text of the segments
 * once all of them were.
 */
export function heardText(segments: readonly PlayedSegment[], heardSamples: number): string {
  let heard = '';
  let left = heardSamples;
  for (const segment of segments) {
    if (left < segment.samples) return heard + beginningOf(segment, left / segment.samples);
    heard += segment.text;
    left -= segment.samples;
  }
  return heard;
}

/** The text of the segments that were begun: everything that may have been heard, and what is about to be. */
export function textUntil(segments: readonly PlayedSegment[], heardSamples: number): string {
  let before = 0;
  return segments
    .filter(({ samples }) => {
      const begins = before;
      before += samples;
      return begins <= heardSamples;
    })
    .map(({ text }) => text)
    .join('');
}

/**
 * Where the word began that was being said: from there a reply that was held is said again.
 * @param segments of one reply in order, played without gaps.
 * @param heardSamples samples of them that left the loudspeaker.
 * @returns samples from the beginning of the reply, at most `heardSamples`.
 */
export function wordStart(segments: readonly PlayedSegment[], heardSamples: number): number {
  let before = 0;
  for (const segment of segments) {
    if (heardSamples < before + segment.samples) return before + wordStartIn(segment, heardSamples - before);
    before += segment.samples;
  }
  return heardSamples;
}

/** The first sample at which all words before the one being said were said. */
function wordStartIn(segment: PlayedSegment, heard: number): number {
  const words = wordsOf(segment.spokenText);
  const weights = words.map(({ weight }) => weight);
  const said = sum(weights.slice(0, countHeard(words, spokenPart(segment, heard / segment.samples)))) / sum(weights);
  let [early, late] = [0, heard];
  while (early < late) {
    const middle = Math.floor((early + late) / 2);
    if (spokenPart(segment, middle / segment.samples) < said) early = middle + 1;
    else late = middle;
  }
  return late;
}

function beginningOf(segment: PlayedSegment, heardPart: number): string {
  const spoken = wordsOf(segment.spokenText);
  const written = wordsOf(segment.text.slice(segment.spokenFrom));
  const heardWords = countHeard(spoken, spokenPart(segment, heardPart));
  const last = written[alignWords(written, spoken, heardWords) - 1];
  return last === undefined ? '' : segment.text.slice(0, segment.spokenFrom + last.end);
}

/** The part of the speech that was heard; of the time, for a voice without timings. Pauses carry no words. */
function spokenPart(segment: PlayedSegment, heardPart: number): number {
  const { visemes, durationMs } = segment;
  const heardMs = heardPart * durationMs;
  let speech = 0;
  let heardSpeech = 0;
  for (const [index, { atMs, shape }] of visemes.entries()) {
    if (shape === 'sil') continue;
    const endMs = visemes[index + 1]?.atMs ?? durationMs;
    speech += endMs - atMs;
    heardSpeech += Math.max(0, Math.min(endMs, heardMs) - atMs);
  }
  return speech === 0 ? heardPart : heardSpeech / speech;
}

function countHeard(words: readonly Word[], part: number): number {
  const total = sum(words.map(({ weight }) => weight));
  let until = 0;
  const next = words.findIndex((word) => {
    until += word.weight;
    return until > part * total;
  });
  return next < 0 ? words.length : next;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
