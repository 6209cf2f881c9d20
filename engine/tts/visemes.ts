/** Phonemes with their times → mouth shapes. Pure. */

import type { VisemeShape } from '../../contract/visemes.ts';
import type { Viseme } from './tts.ts';

export interface TimedPhoneme {
  /** One symbol of the International Phonetic Alphabet, a mark, a punctuation mark, or a space. */
  readonly symbol: string;
  readonly startSample: number;
}

/** A pause shorter than this leaves the mouth as it is: between two words of a phrase nobody closes it. */
const MIN_REST_MS = 90;

/** Stress is written before the vowel it belongs to. */
const STRESS_MARKS: ReadonlySet<string> = new Set(['ˈ', 'ˌ']);
/** Length, palatalisation and the like are written after the sound they modify. Combining marks count as well. */
const MODIFIERS: ReadonlySet<string> = new Set([...'ːˑʲʰʷˠˤˀⁿˡ˞']);
const COMBINING_MARK = /^\p{M}$/u;

const SYMBOLS_OF_SHAPE: Readonly<Record<Exclude<VisemeShape, 'sil'>, string>> = {
  PP: 'pbmɓʙ',
  FF: 'fvɱʋɸβⱱ',
  TH: 'θð',
  DD: 'tdɾʔʈɖɗ',
  kk: 'kɡghxɣqχħɦɢɠʛɴŋʕʜʢɧ',
  CH: 'ʃʒɕʑʂʐç',
  SS: 'szɬɮ',
  nn: 'nlɲɳɭʎɫʟ',
  RR: 'ɹrʁɻɽʀɺ',
  aa: 'aɑæʌɐɒɶ',
  E: 'eɛəɜɚɝɘɞøœɤ',
  I: 'iɪjᵻɨʝ',
  O: 'oɔɵ',
  U: 'uʊwyʏʉɯɥʍɰ',
};

const SHAPE_OF_SYMBOL: ReadonlyMap<string, VisemeShape> = new Map(
  Object.entries(SYMBOLS_OF_SHAPE).flatMap(([shape, symbols]) =>
    [...symbols].map((symbol) => [symbol, shape as VisemeShape] as const),
  ),
);

interface Span {
  readonly shape: VisemeShape;
  readonly startSample: number;
}

/**
 * @param phonemes in order; each lasts until the next one starts, the last one until `totalSamples`.
 * @returns visemes in order, the first at 0, no two neighbours of the same shape; empty for no phonemes.
 */
export function visemesOf(phonemes: readonly TimedPhoneme[], totalSamples: number, sampleRateHz: number): Viseme[] {
  const spans = mergeEqual(attachMarks(phonemes));
  const minRestSamples = (MIN_REST_MS * sampleRateHz) / 1000;
  const shown = mergeEqual(
    spans.filter((span, index) => {
      const end = spans[index + 1]?.startSample ?? totalSamples;
      const isInside = index > 0 && index < spans.length - 1;
      return !(isInside && span.shape === 'sil' && end - span.startSample < minRestSamples);
    }),
  );
  return shown.map((span) => ({ atMs: (span.startSample * 1000) / sampleRateHz, shape: span.shape }));
}

/** Gives the time of a stress mark to the symbol after it, and that of a modifier to the symbol before it. */
function attachMarks(phonemes: readonly TimedPhoneme[]): Span[] {
  const spans: Span[] = [];
  let stressStart: number | undefined;
  for (const { symbol, startSample } of phonemes) {
    if (STRESS_MARKS.has(symbol)) {
      stressStart ??= startSample;
    } else if (spans.length === 0 || !(MODIFIERS.has(symbol) || COMBINING_MARK.test(symbol))) {
      spans.push({
        shape: SHAPE_OF_SYMBOL.get(symbol) ?? 'sil',
        startSample: spans.length === 0 ? 0 : (stressStart ?? startSample),
      });
      stressStart = undefined;
    }
  }
  return spans;
}

function mergeEqual(spans: readonly Span[]): Span[] {
  return spans.filter((span, index) => index === 0 || spans[index - 1]?.shape !== span.shape);
}
