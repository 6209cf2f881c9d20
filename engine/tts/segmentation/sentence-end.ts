/** Does a sentence end here? Decided from the text before and one visible character after. Pure. */

import { isInsideSentence } from './abbreviations.ts';
import { isLowercase, isSpace } from './characters.ts';

/** Latin and Greek marks, then those of Arabic, Urdu, Devanagari, Armenian, Ethiopic, Burmese, Khmer, then wide ones. */
const TERMINAL = /[.!?…؟۔।॥։።၊။។。！？｡]/u;
const WIDE_TERMINAL = /[。！？｡]/u;
/** The mark with its repetitions, then closing quotes, brackets, Markdown marks and references such as `[2]`. */
const TERMINAL_RUN = /^[.!?…؟۔।॥։።၊။។。！？｡]+(?:["'”’»›」』）】》)\]*_`~]|\[\d{1,3}\])*/u;
const UNFINISHED_REFERENCE = /^\[\d{0,3}$/;
const ELLIPSIS = /^(?:\.{2,}|…)/;
const LIST_MARKER = /\n[ \t>]*\(?\d{1,3}$/;

/** Long enough for any real ending; a longer run of marks is decoration. */
const MAX_RUN = 24;
/** Spaces looked across for the next visible character. */
const MAX_SPACES = 16;
/** The longest abbreviation and its opening marks, with room to spare. */
const MAX_WORD = 30;

export type SentenceEnd =
  /** No end; the scan goes on at `next`. A `pause` is an end weak enough to go on after: three dots. */
  | { readonly kind: 'none' | 'pause'; readonly next: number }
  /** The sentence ends before `next`. */
  | { readonly kind: 'end'; readonly next: number }
  /** It depends on text that is not here yet. */
  | { readonly kind: 'unknown' };

export function isTerminal(character: string): boolean {
  return TERMINAL.test(character);
}

/**
 * @param at index of a terminal mark in `text`.
 * @param rest whether more text may follow.
 * @param language ISO 639-1 code.
 */
export function sentenceEndAt(text: string, at: number, rest: 'more-to-come' | 'end', language: string): SentenceEnd {
  const window = text.slice(at, at + MAX_RUN);
  const run = TERMINAL_RUN.exec(window)?.[0] ?? '';
  const next = at + run.length;
  const isCutOff = run.length === window.length || UNFINISHED_REFERENCE.test(window.slice(run.length));
  if (isCutOff && window.length < MAX_RUN && rest === 'more-to-come') return { kind: 'unknown' };
  if (run.length === MAX_RUN) return { kind: 'none', next };
  if (WIDE_TERMINAL.test(run)) return { kind: 'end', next };

  let visible = next;
  while (
    visible < text.length &&
    visible - next < MAX_SPACES &&
    isSpace(text[visible] ?? '') &&
    text[visible] !== '\n'
  ) {
    visible++;
  }
  if (visible === text.length && rest === 'more-to-come') return { kind: 'unknown' };
  const following = text[visible];
  if (following === undefined || following === '\n') return { kind: 'end', next };
  if (visible === next) return { kind: 'none', next };
  if (isLowercase(following)) return { kind: ELLIPSIS.test(run) ? 'pause' : 'none', next };
  if (ELLIPSIS.test(run)) return { kind: 'pause', next };
  return run.startsWith('.') && isStopInside(text, at, following, language)
    ? { kind: 'none', next }
    : { kind: 'end', next };
}

function isStopInside(text: string, at: number, following: string, language: string): boolean {
  const before = at <= MAX_WORD ? `\n${text.slice(0, at)}` : text.slice(at - MAX_WORD, at);
  if (LIST_MARKER.test(before)) return true;
  return isInsideSentence(/\S*$/.exec(before)?.[0] ?? '', following, language);
}
