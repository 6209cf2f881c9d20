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
  const total = words.reduce((sum, word) => sum + word.weight, 0);
  let until = 0;
  const next = words.findIndex((word) => {
    until += word.weight;
    return until > part * total;
  });
  return next < 0 ? words.length : next;
}
