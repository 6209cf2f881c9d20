/** A reply, as it streams in → segments for the voice: the first as short as sense allows, then whole sentences. */

import { CodeFence } from './segmentation/code-fence.ts';
import { type Cut, type CutReason, PendingSegment, type SegmentLimits } from './segmentation/pending-segment.ts';
import { speakable } from './speakable/speakable.ts';
import type { SpeechSegment } from './speech-segment.ts';
import { hasSpeech, MAX_TEXT_LENGTH } from './synthesis-request.ts';

export interface SegmenterOptions {
  /** ISO 639-1 code of the reply's language. */
  readonly language: string;
  readonly limits?: Partial<SegmentLimits>;
}

const DEFAULT_LIMITS: SegmentLimits = {
  firstClauseMinWords: 3,
  firstClauseMaxWords: 7,
  firstPhraseMaxWords: 8,
  minWeight: 12,
  // Leaves room for words that are longer spoken than written; must stay below MAX_TEXT_LENGTH.
  maxWeight: 180,
};

/** One reply's segments. The same text gives the same segments however it is divided into deltas. */
export class Segmenter {
  readonly #language: string;
  readonly #fence = new CodeFence();
  readonly #pending: PendingSegment;
  /** Text since the last segment that no voice speaks. */
  #unspoken = '';
  #sequence = 0;

  constructor(options: SegmenterOptions) {
    this.#language = options.language;
    this.#pending = new PendingSegment({ ...DEFAULT_LIMITS, ...options.limits }, options.language);
  }

  /** @returns the segments that this delta completes, mostly none. */
  push(delta: string): SpeechSegment[] {
    return this.#read(this.#fence.push(delta));
  }

  /** The reply is complete. @returns what is left of it. */
  flush(): SpeechSegment[] {
    return [...this.#read(this.#fence.flush()), ...this.#take('end')];
  }

  #read(pieces: ReturnType<CodeFence['push']>): SpeechSegment[] {
    const segments: SpeechSegment[] = [];
    for (const { kind, text } of pieces) {
      if (kind === 'prose') {
        this.#pending.append(text);
        segments.push(...this.#take('more-to-come'));
      } else {
        segments.push(...this.#take('end'));
        this.#unspoken += text;
      }
    }
    return segments;
  }

  #take(rest: 'more-to-come' | 'end'): SpeechSegment[] {
    const segments: SpeechSegment[] = [];
    for (let cut = this.#pending.next(rest); cut !== undefined; cut = this.#pending.next(rest)) {
      const spoken = this.#speak(cut);
      if (spoken.length > 0) this.#pending.firstIsOut();
      segments.push(...spoken);
    }
    return segments;
  }

  #speak({ text, reason }: Cut): SpeechSegment[] {
    const spokenText = closed(speakable(text, this.#language), reason);
    if (!hasSpeech(spokenText)) {
      this.#unspoken += text;
      return [];
    }
    if (spokenText.length > MAX_TEXT_LENGTH) return this.#speakInHalves(text, spokenText, reason);
    return [this.#segment(text, spokenText)];
  }

  /** Numbers and addresses can be far longer spoken than written. */
  #speakInHalves(text: string, spokenText: string, reason: CutReason): SpeechSegment[] {
    const middle = spaceNearMiddle(text);
    if (middle !== undefined) {
      const first = this.#speak({ text: text.slice(0, middle), reason: 'space' });
      return [...first, ...this.#speak({ text: text.slice(middle), reason })];
    }
    const parts = spokenText.match(new RegExp(`.{1,${MAX_TEXT_LENGTH}}(?=\\s|$)|.{1,${MAX_TEXT_LENGTH}}`, 'gsu')) ?? [];
    return parts.filter(hasSpeech).map((part, index) => this.#segment(index === 0 ? text : '', part.trim()));
  }

  #segment(text: string, spokenText: string): SpeechSegment {
    const unspoken = this.#unspoken + (/^\s+/u.exec(text)?.[0] ?? '');
    const segment = { sequence: this.#sequence, text: this.#unspoken + text, spokenFrom: unspoken.length, spokenText };
    this.#sequence++;
    this.#unspoken = '';
    return segment;
  }
}

function spaceNearMiddle(text: string): number | undefined {
  const spaces = [...text.trimEnd().matchAll(/(?<=\S)\s+(?=\S)/gu)].map((match) => match.index);
  const nearer = (best: number, index: number): number =>
    Math.abs(index - text.length / 2) < Math.abs(best - text.length / 2) ? index : best;
  return spaces.length === 0 ? undefined : spaces.reduce(nearer);
}

/** A voice lets its tone hang where the text breaks off without a mark; a stop ends it, a comma keeps it going. */
function closed(spokenText: string, reason: CutReason): string {
  const isOver = reason === 'sentence' || reason === 'line';
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u.test(spokenText))
    return spokenText + (isOver ? '。' : '，');
  if (/[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hangul}\p{Nd}%]$/u.test(spokenText)) {
    return spokenText + (isOver ? '.' : ',');
  }
  return spokenText;
}
