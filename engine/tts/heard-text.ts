/** How much of a reply was heard when it was interrupted, as the text that belongs into the conversation. Pure. */

import type { SpokenSegment } from './synthesize-ahead.ts';
import type { SpokenAudio } from './tts.ts';
import { alignWords, type Word, wordsOf } from './word-alignment.ts';

/**
 * @param segments of one reply in order, as they were handed to the loudspeaker; all of one sample rate.
 * @param heardSamples samples of them that left the loudspeaker, at their sample rate; pauses between them not counted.
 * @returns the beginning of the reply up to the last word that was heard to its end; the whole text of the segments
 * once all of them were.
 */
export function heardText(segments: readonly SpokenSegment[], heardSamples: number): string {
  let heard = '';
  let left = heardSamples;
  for (const segment of segments) {
    const samples = segment.audio.pcm.length;
    if (left < samples) return heard + beginningOf(segment, left);
    heard += segment.text;
    left -= samples;
  }
  return heard;
}

function beginningOf(segment: SpokenSegment, heardSamples: number): string {
  const spoken = wordsOf(segment.spokenText);
  const written = wordsOf(segment.text.slice(segment.spokenFrom));
  const heardWords = countHeard(spoken, speechHeard(segment.audio, heardSamples));
  const last = written[alignWords(written, spoken, heardWords) - 1];
  return last === undefined ? '' : segment.text.slice(0, segment.spokenFrom + last.end);
}

/** The part of the speech that was heard; of the time, for a voice without timings. Pauses carry no words. */
function speechHeard({ pcm, sampleRateHz, visemes }: SpokenAudio, heardSamples: number): number {
  const durationMs = (pcm.length * 1000) / sampleRateHz;
  const heardMs = (heardSamples * 1000) / sampleRateHz;
  let speech = 0;
  let heardSpeech = 0;
  for (const [index, { atMs, shape }] of visemes.entries()) {
    if (shape === 'sil') continue;
    const endMs = visemes[index + 1]?.atMs ?? durationMs;
    speech += endMs - atMs;
    heardSpeech += Math.max(0, Math.min(endMs, heardMs) - atMs);
  }
  return speech === 0 ? heardSamples / pcm.length : heardSpeech / speech;
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
