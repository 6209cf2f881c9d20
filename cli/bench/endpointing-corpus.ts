/** What people say when they stop to think, and when they do not, in two halves. */

import { HELD_OUT_ENGLISH, HELD_OUT_GERMAN } from './endpointing-held-out.ts';
import { TUNED_ENGLISH, TUNED_GERMAN } from './endpointing-tuned.ts';
import type { UtteranceKind, UtteranceLines } from './utterance-lines.ts';

export interface CorpusUtterance {
  readonly id: string;
  readonly kind: UtteranceKind;
  readonly language: 'en' | 'de';
  readonly half: 'tuned' | 'held-out';
  /** What is said between the pauses: one text more than there are pauses. */
  readonly texts: readonly string[];
  readonly pausesMs: readonly number[];
  /** `within`: silence in the middle of a sentence read as one; `between`: texts that are read one by one. */
  readonly pausing: 'within' | 'between';
  readonly speed: number;
}

const SPEEDS = [1, 0.9, 1.12];

/** Every utterance, in an order that never changes. */
export const CORPUS: readonly CorpusUtterance[] = [
  ...utterances('en', 'tuned', TUNED_ENGLISH),
  ...utterances('de', 'tuned', TUNED_GERMAN),
  ...utterances('en', 'held-out', HELD_OUT_ENGLISH),
  ...utterances('de', 'held-out', HELD_OUT_GERMAN),
];

function utterances(
  language: CorpusUtterance['language'],
  half: CorpusUtterance['half'],
  kinds: UtteranceLines,
): readonly CorpusUtterance[] {
  return Object.entries(kinds).flatMap(([kind, lines]) =>
    lines.map((line, index): CorpusUtterance => {
      const pieces = line.split('|');
      return {
        id: `${half}-${language}-${kind}-${index + 1}`,
        kind: kind as UtteranceKind,
        language,
        half,
        texts: pieces.filter((_, i) => i % 2 === 0).map((text) => text.trim()),
        pausesMs: pieces.filter((_, i) => i % 2 === 1).map(Number),
        // Fillers and afterthoughts stand alone; what a sentence leads to may be cut either way.
        pausing: kind === 'hesitation' && index % 2 === 0 ? 'within' : 'between',
        speed: SPEEDS[index % SPEEDS.length] ?? 1,
      };
    }),
  );
}
