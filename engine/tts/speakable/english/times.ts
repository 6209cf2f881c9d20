/** Times of day, durations and scores. */

import { type Rewrite, rewrite } from '../rewrite.ts';

const TIMES: readonly Rewrite[] = [
  // An abbreviation that also ends the sentence gives its stop to it.
  [/(?<=\d ?)([apAP])\.\s?[mM]\.(?=\s+[A-Z]|$)/g, (_, half) => ` ${half.toUpperCase()}M.`],
  [/(?<=\d ?)([ap])(?:\.\s?m\.|m\b)/gi, (_, half) => ` ${half.toUpperCase()}M`],
  [/\b(\d{1,2}):00(?= {1,2}[AP]M\b)/g, '$1'],
  [/\b(\d{1,2}):0(\d)(?= {1,2}[AP]M\b)/g, '$1 oh $2'],
  [/\b([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(Z|)\b/g, '$1 $2 and $3 seconds'],
  [/\b0?(1?\d):00\b(?!:)/g, (match, hour) => (Number(hour) >= 1 && Number(hour) <= 12 ? `${hour} o'clock` : match)],
  [/\b(1[3-9]|2[0-3]):00\b/g, '$1 hundred'],
  [/\b0?0:00\b/g, 'midnight'],
  [/\b0?([1-9]|1\d|2[0-3]):0([1-9])\b/g, '$1 oh $2'],
  // Scores and ratios; a voice reads other times of day well as they are.
  [/(?<![\d:])(\d{1,4}):(\d)\b(?!:)/g, '$1 to $2'],
  [
    /\b(\d{1,15})\s?h(?:rs?)?\s?(\d{1,15})\s?m(?:in)?\b/g,
    (_, hours, minutes) => `${plural(hours, 'hour')} ${plural(minutes, 'minute')}`,
  ],
  [
    /\b(\d{1,15})\s?m(?:in)?\s?(\d{1,15})\s?s(?:ec)?\b/g,
    (_, minutes, seconds) => `${plural(minutes, 'minute')} ${plural(seconds, 'second')}`,
  ],
];

export function speakTimes(text: string): string {
  return rewrite(text, TIMES);
}

function plural(count: string, unit: string): string {
  return `${count} ${unit}${Number(count) === 1 ? '' : 's'}`;
}
