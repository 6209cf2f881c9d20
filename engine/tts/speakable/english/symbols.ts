/** Signs, arrows, slashes and marks of programming. */

import { type Rewrite, rewrite } from '../rewrite.ts';

const SYMBOLS: readonly Rewrite[] = [
  [/\b([CFJ])#/g, '$1 sharp'],
  [/(?<![\w&])#(?=\d)/g, 'number '],
  [/(?<![\w&])#(?=\p{L})/gu, 'hashtag '],
  [/\b(TCP)\/(IP)\b/g, '$1 $2'],
  // two capitals or names of formats stand side by side; two words are a choice
  [/\b([A-Z]{1,4})\/([A-Z]{1,4})\b/g, '$1 $2'],
  [/(?<![\w./])([a-z]{2,})\s?\/\s?([a-z]{2,})(?![\w/]|\.\w)/g, '$1 or $2'],
  [/\s*(?:→|⇒|➜|=>|->)\s*/g, ' to '],
  [/\s*(?:←|<-)\s*(?=\D)/g, ' from '],
  [/\s*(?:≈|≃|≅)\s*/g, ' about '],
  [/(?<![\w/~])~(?=[\d.])/g, 'about '],
  [/\b(about|around|approximately|roughly) about\b/gi, '$1'],
  [/\s*(?:±|\+\/-)\s*/g, ' plus or minus '],
  [/\s*(?:≥|>=)\s*/g, ' at least '],
  [/\s*(?:≤|<=)\s*/g, ' at most '],
  [/\s*(?:≠|!=)\s*/g, ' is not '],
  [/\s*={2,3}\s*/g, ' equals '],
  [/\s*×\s*/g, ' times '],
  [/(\d)\s?\*\s?(?=\d)/g, '$1 times '],
  [/(\d)\s?x\s?(?=\d)/g, '$1 by '],
  [/\s*÷\s*/g, ' divided by '],
  [/(?<=[\p{L}\d)])\s?(?:(?:\^|\*\*)\s?2\b|²)/gu, ' squared'],
  [/(?<=[\p{L}\d)])\s?(?:(?:\^|\*\*)\s?3\b|³)/gu, ' cubed'],
  [/(?<=[\p{L}\d)])(?:\^|\*\*)(?=[\p{L}\d(])/gu, ' to the power of '],
  [/−(?=\d)/g, 'minus '],
  [/(?<=\d) \/ (?=\d)/g, ' divided by '],
  [/(?<=^|\s)<\s?(?=\d)/g, 'less than '],
  [/(?<=^|\s)>\s?(?=\d)/g, 'more than '],
  [/√\s?/g, ' the square root of '],
  [/∞/g, ' infinity '],
  [/\bπ\b|(?<![\p{L}])π(?![\p{L}])/gu, ' pi '],
  [/‰/g, ' per mille'],
  [/[₀-₉]/g, (digit) => String(digit.charCodeAt(0) - 0x2080)],
  [/[™®]/g, ''],
  [/©/g, ' copyright '],
  [/[<>{}\\^~=_]{1,}(?=\s|$)|(?<=^|\s)[<>{}\\^~_]+/g, (mark) => (mark === '=' ? '=' : ' ')],
];

export function speakSymbols(text: string): string {
  return rewrite(text, SYMBOLS);
}
