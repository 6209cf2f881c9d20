/**
 * The prompt that biases Whisper towards the user's own names and terms, and towards going on with the sentence.
 *
 * Whisper reads at most 223 tokens of prompt and drops what comes first. Every token costs time on every transcription, so
 * the budgets stay well below. Tokens are estimated, since only the model can count them: a third of the UTF-8 bytes of a
 * word, which is too much for common words and about right for names.
 */

export interface RecognitionContext {
  /** Most important first: the rest is left out when there are too many. */
  readonly terms: readonly string[];
  /** What the user said just before, in the same breath. */
  readonly precedingText: string;
}

const TERMS_BUDGET_TOKENS = 80;
const PRECEDING_BUDGET_TOKENS = 60;

/** Empty when there is nothing to go by. */
export function recognitionPrompt({ terms, precedingText }: RecognitionContext): string {
  const glossary = glossaryOf(terms);
  return continuedPrompt(glossary, precedingText);
}

/** `prompt`, then the end of `precedingText`: Whisper goes on from the last words it reads. */
export function continuedPrompt(prompt: string, precedingText: string): string {
  return [prompt, lastWords(clean(precedingText), PRECEDING_BUDGET_TOKENS)].filter((part) => part !== '').join(' ');
}

function glossaryOf(terms: readonly string[]): string {
  const chosen: string[] = [];
  let left = TERMS_BUDGET_TOKENS;
  for (const term of new Set(terms.map(clean))) {
    const cost = tokensOf(term) + 1;
    if (term === '' || cost > left) continue;
    chosen.push(term);
    left -= cost;
  }
  return chosen.length === 0 ? '' : `${chosen.join(', ')}.`;
}

function lastWords(text: string, budget: number): string {
  const words = text.split(' ');
  let left = budget;
  let first = words.length;
  while (first > 0) {
    left -= tokensOf(words[first - 1] ?? '');
    if (left < 0) break;
    first--;
  }
  // Chinese and its like write a whole paragraph as one word.
  return first === words.length ? [...text].slice(-budget).join('') : words.slice(first).join(' ');
}

function tokensOf(text: string): number {
  return text.split(' ').reduce((sum, word) => sum + Math.ceil(Buffer.byteLength(word, 'utf8') / 3), 0);
}

/** One line without control characters, and without anything that reads as one of Whisper's own marks. */
function clean(text: string): string {
  return text
    .replace(/<\|[^|]*\|>/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
