/** Pieces of a template as tokens of one model. */

import type { ChatFamily } from '../../contract/chat-family.ts';
import type { ChatTail, TemplatePiece } from './chat-families.ts';
import { renderChat } from './chat-families.ts';
import type { ChatMessage } from './language-model.ts';

/** What of a model's vocabulary a prompt needs. */
export interface Vocabulary {
  /** The token every text begins with, where the model wants one. */
  readonly beginning?: number;
  /** `special`: whether markers in the text become their single tokens. */
  tokenize(text: string, special: boolean): readonly number[];
  /** Tokens that only a template may contain: ends of messages and the like. */
  isControl(token: number): boolean;
}

/** Answers whose exact tokens are remembered. Only the newest can still be at the end of a cache. */
const MAX_REMEMBERED_ANSWERS = 16;

export class PromptTokenizer {
  readonly #family: ChatFamily;
  readonly #vocabulary: Vocabulary;
  readonly #answers = new Map<string, readonly number[]>();

  constructor(family: ChatFamily, vocabulary: Vocabulary) {
    this.#family = family;
    this.#vocabulary = vocabulary;
  }

  tokenize(messages: readonly ChatMessage[], tail: ChatTail): number[] {
    return this.#toTokens(renderChat(this.#family, messages, tail));
  }

  /**
   * Remembers how the model itself spelled an answer. Its own spelling need not be the tokeniser's, and only the former
   * is in the cache.
   */
  rememberAnswer(text: string, tokens: readonly number[]): void {
    const key = text.trim();
    if (key === '') return;
    this.#answers.delete(key);
    this.#answers.set(key, [...tokens]);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > MAX_REMEMBERED_ANSWERS && !oldest.done) this.#answers.delete(oldest.value);
  }

  #toTokens(pieces: readonly TemplatePiece[]): number[] {
    const vocabulary = this.#vocabulary;
    const tokens: number[] = [];
    for (const { text, special } of pieces) {
      if (special) {
        for (const token of vocabulary.tokenize(text, true)) tokens.push(token);
        continue;
      }
      for (const token of this.#answers.get(text) ?? vocabulary.tokenize(text, false)) {
        // Some files mark their control tokens wrongly, and then plain text becomes them.
        if (!vocabulary.isControl(token)) tokens.push(token);
      }
    }
    const { beginning } = vocabulary;
    // In some vocabularies the first marker of the template is that token already.
    if (beginning !== undefined && tokens[0] !== beginning) tokens.unshift(beginning);
    return tokens;
  }
}
