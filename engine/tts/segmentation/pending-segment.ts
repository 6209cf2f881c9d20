/**
 * The text that waits to become a segment, read one character at a time.
 *
 * Invariants:
 * 1. A cut depends on the text alone, never on how it was divided into deltas: every decision that needs text which is
 *    not here yet stops the scan until it is.
 * 2. No character is judged more often than a constant number of times: what is kept after a cut is shorter than one
 *    segment.
 */

import { isIdeographic, isJoinedToPrevious, isSpace, isWordCharacter } from './characters.ts';
import { endsClause, isWideClauseMark, opensClause, opensPhrase } from './clause.ts';
import { isTerminal, sentenceEndAt } from './sentence-end.ts';

export interface SegmentLimits {
  /** A first clause has this many words at least. */
  readonly firstClauseMinWords: number;
  /** From this many words on, a first clause may also end before a word such as `and`. */
  readonly firstClauseMaxWords: number;
  /** From this many words on, before a word such as `with`. */
  readonly firstPhraseMaxWords: number;
  /** A later sentence lighter than this is spoken together with the next one. An ideograph weighs 3, others 1. */
  readonly minWeight: number;
  readonly maxWeight: number;
}

export type CutReason = 'sentence' | 'clause' | 'line' | 'space';

export interface Cut {
  readonly text: string;
  readonly reason: CutReason;
}

interface CutPlace {
  readonly end: number;
  readonly halfWords: number;
  readonly reason: CutReason;
}

const IDEOGRAPH_WEIGHT = 3;
/** An ideograph is about half a word. */
const HALF_WORDS_PER_WORD = 2;
/** No cut leaves one word alone. */
const MIN_HALF_WORDS_AFTER_CUT = 4;
/** A sentence that ends within three words of its first clause is short enough to be spoken whole. */
const MIN_HALF_WORDS_AFTER_FIRST = 6;
/** Longer words are no addresses. */
const MAX_ADDRESS_LENGTH = 2000;

export class PendingSegment {
  readonly #limits: SegmentLimits;
  readonly #language: string;
  #text = '';
  #isFirst: boolean;
  // The scan so far; all of it restarts at a cut.
  #at = 0;
  #weight = 0;
  #halfWords = 0;
  #wordStart = -1;
  #openBrackets = 0;
  #isAddress = false;
  #sentence: CutPlace | undefined;
  #clauses: CutPlace[] = [];

  constructor(limits: SegmentLimits, language: string) {
    this.#limits = limits;
    this.#language = language;
    this.#isFirst = true;
  }

  /** Call when a segment was really spoken: only the first one is cut short. */
  firstIsOut(): void {
    this.#isFirst = false;
  }

  append(text: string): void {
    this.#text += text;
  }

  /** The next cut that the text allows, if any. */
  next(rest: 'more-to-come' | 'end'): Cut | undefined {
    while (this.#at < this.#text.length) {
      const step = this.#step(rest);
      if (step === 'unknown') return undefined;
      if (step !== 'go-on') return this.#cut(step.end, step.reason);
    }
    return rest === 'end' && this.#text !== '' ? this.#cut(this.#text.length, 'line') : undefined;
  }

  #step(rest: 'more-to-come' | 'end'): CutPlace | 'go-on' | 'unknown' {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    const isHalfOfPair = /^[\ud800-\udbff]$/.test(character);
    if (isHalfOfPair && this.#at + 1 === this.#text.length && rest === 'more-to-come') return 'unknown';
    const end = this.#at + character.length;

    if (character === '\n') return this.#endSentence(end, 'line');
    if (isTerminal(character)) {
      const found = sentenceEndAt(this.#text, this.#at, rest, this.#language);
      if (found.kind === 'unknown') return 'unknown';
      this.#weight += found.next - this.#at;
      if (found.kind === 'end') return this.#endSentence(found.next, 'sentence');
      if (found.kind === 'pause') this.#noteClause(found.next, 'clause');
      this.#at = found.next;
      return this.#overweight() ?? 'go-on';
    }
    if (isSpace(character)) {
      if (end === this.#text.length && rest === 'more-to-come') return 'unknown';
      this.#endWord(this.#text[end] ?? '');
    } else {
      const ready = this.#readVisible(character);
      if (ready !== undefined) return ready;
    }
    this.#at = end;
    return this.#overweight() ?? 'go-on';
  }

  #endSentence(end: number, reason: CutReason): CutPlace | 'go-on' {
    const place = { end, halfWords: this.#halfWords, reason };
    const isLongEnough = this.#weight >= this.#limits.minWeight && this.#halfWords >= MIN_HALF_WORDS_AFTER_CUT;
    if (this.#isFirst ? this.#halfWords > 0 : isLongEnough) return place;
    this.#sentence = place;
    this.#clauses = [];
    this.#wordStart = -1;
    this.#openBrackets = 0;
    this.#isAddress = false;
    this.#at = end;
    return 'go-on';
  }

  /** A space: the word before it is complete. */
  #endWord(following: string): void {
    const word = this.#wordStart < 0 ? '' : this.#text.slice(this.#wordStart, this.#at);
    if (endsClause(this.#text.slice(Math.max(0, this.#at - 8), this.#at), following)) {
      this.#noteClause(this.#at, 'clause');
    } else if (this.#isFirst) {
      const halfWords = this.#halfWords - HALF_WORDS_PER_WORD;
      const mostWords = this.#mostWordsBefore(word);
      if (halfWords > mostWords * HALF_WORDS_PER_WORD) {
        this.#clauses.push({ end: this.#wordStart, halfWords, reason: 'space' });
      }
    }
    this.#weight++;
    this.#wordStart = -1;
    this.#isAddress = false;
  }

  #mostWordsBefore(word: string): number {
    if (opensClause(word, this.#language)) return this.#limits.firstClauseMaxWords;
    return opensPhrase(word, this.#language) ? this.#limits.firstPhraseMaxWords : Number.POSITIVE_INFINITY;
  }

  /** @returns the place to cut once the words after it have begun. */
  #readVisible(character: string): CutPlace | undefined {
    if (character === '(' || character === '[') this.#openBrackets++;
    if (character === ')' || character === ']') this.#openBrackets = Math.max(0, this.#openBrackets - 1);
    if (isIdeographic(character)) {
      this.#weight += IDEOGRAPH_WEIGHT;
      this.#halfWords++;
      return this.#firstClause();
    }
    this.#weight += this.#isAddress && this.#at - this.#wordStart < MAX_ADDRESS_LENGTH ? 0 : 1;
    if (isWideClauseMark(character)) this.#noteClause(this.#at + 1, 'clause');
    if (character === '/' && this.#wordStart >= 0 && this.#text.slice(this.#at - 2, this.#at) === ':/')
      this.#isAddress = true;
    if (this.#wordStart >= 0 || !isWordCharacter(character)) return undefined;
    this.#wordStart = this.#at;
    this.#halfWords += HALF_WORDS_PER_WORD;
    return this.#firstClause();
  }

  #noteClause(end: number, reason: CutReason): void {
    if (this.#openBrackets === 0) this.#clauses.push({ end, halfWords: this.#halfWords, reason });
  }

  #firstClause(): CutPlace | undefined {
    if (!this.#isFirst) return undefined;
    const least = this.#limits.firstClauseMinWords * HALF_WORDS_PER_WORD;
    return this.#clauses.find(
      (clause) => clause.halfWords >= least && this.#leaves(MIN_HALF_WORDS_AFTER_FIRST, clause),
    );
  }

  #leaves(halfWords: number, place: CutPlace): boolean {
    return this.#halfWords - place.halfWords >= halfWords;
  }

  /** Where to cut a text that grew too heavy: after a clause, else a short sentence, else a word, else anywhere. */
  #overweight(): CutPlace | undefined {
    if (this.#weight <= this.#limits.maxWeight) return undefined;
    const least = this.#limits.firstClauseMinWords * HALF_WORDS_PER_WORD;
    const clause = this.#clauses.findLast(
      (place) => place.halfWords >= least && this.#leaves(MIN_HALF_WORDS_AFTER_CUT, place),
    );
    const end = this.#spaceBeforeTwoWords() ?? this.#anyPlace();
    return clause ?? this.#sentence ?? { end, halfWords: this.#halfWords, reason: 'space' };
  }

  #spaceBeforeTwoWords(): number | undefined {
    const lastWord = this.#text.slice(0, this.#at).search(/\s+\S+\s+\S*$/u);
    return lastWord > this.#at / 3 ? lastWord : undefined;
  }

  #anyPlace(): number {
    let end = this.#at;
    while (end > 1 && isJoinedToPrevious(this.#text[end] ?? '')) end--;
    return end;
  }

  #cut(end: number, reason: CutReason): Cut {
    const text = this.#text.slice(0, end);
    this.#text = this.#text.slice(end);
    this.#at = 0;
    this.#weight = 0;
    this.#halfWords = 0;
    this.#wordStart = -1;
    this.#openBrackets = 0;
    this.#isAddress = false;
    this.#sentence = undefined;
    this.#clauses = [];
    return { text, reason };
  }
}
