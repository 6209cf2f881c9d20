/** Telephone numbers, ranges, fractions, magnitudes, versions, Roman numerals. */

import { type Rewrite, rewrite } from '../rewrite.ts';

const FRACTION_PARTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  2: ['half', 'halves'], 3: ['third', 'thirds'], 4: ['quarter', 'quarters'], 5: ['fifth', 'fifths'],
  6: ['sixth', 'sixths'], 8: ['eighth', 'eighths'],
};
const SMALL = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const GLYPH_FRACTIONS: Readonly<Record<string, string>> = { '½': '1/2', '¼': '1/4', '¾': '3/4', '⅓': '1/3', '⅔': '2/3', '⅛': '1/8' };
const MAGNITUDES: Readonly<Record<string, string>> = { k: 'thousand', M: 'million', B: 'billion', bn: 'billion' };
const ROMAN = ['', '', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII', 'XIV', 'XV', 'XVI'];

const NUMBERS: readonly Rewrite[] = [
  [/(?<![\w.])(\+?\d{1,3}[ .-]?|)\(?(\d{3})\)?[ .-](\d{3})[.-](\d{4})\b/g, (_, country, area, exchange, line) =>
    [country.replace(/[ .-]$/, '').replace('+', 'plus '), area, exchange, line].filter((part) => part !== '').map(digitByDigit).join(', ')],
  [/(?<![\w.–-])(\d{3})-(\d{4})\b(?![–-])/g, (_, exchange, line) => `${digitByDigit(exchange)}, ${digitByDigit(line)}`],
  [/[½¼¾⅓⅔⅛]/g, (glyph) => ` ${GLYPH_FRACTIONS[glyph] ?? glyph}`],
  [/(?<![\w./])(\d+) ([1-9])\/([2-68])(?![\w/]|\.\d)/g, (match, whole, count, parts) =>
    Number(count) < Number(parts) ? `${whole} and ${spokenFraction(count, parts, 'a')}` : match],
  [/(?<![\w./])([1-9])\/([2-68])(?![\w/]|\.\d)/g, (match, count, parts) =>
    Number(count) < Number(parts) ? spokenFraction(count, parts, 'one') : match],
  [/(?<![\w./])(\d+)\/(10|100)(?![\w/]|\.\d)/g, '$1 out of $2'],
  [/(?<![\w./-])(\d+)\/(\d+)(?![\w/]|\.\d)/g, '$1 over $2'],
  [/(?<![\w.])(\d[\d,]*(?:\.\d+)?)(%|°|)\s?[–-]\s?(?=\d[\d,.]*(?:\D|$))(?!\d+-)/g, '$1$2 to '],
  [/\b(\d+(?:\.\d+)?)\s?(k|bn)\b/g, (_, count, size) => `${count} ${MAGNITUDES[size] ?? size}`],
  [/\b(\d+(?:\.\d+)?)([MB])\b(?!\/)/g, (_, count, size) => `${count} ${MAGNITUDES[size] ?? size}`],
  [/\b[vV](\d+(?:\.\d+)*)\b/g, (_, version) => `version ${version.replaceAll('.', ' point ')}`],
  [/(?<![\w.])(\d+(?:\.\d+){2})(?![\w.]*\d)/g, (version) => version.replaceAll('.', ' point ')],
  [/(?<![\w.])\.(?=\d)/g, '0.'],
  [/\b(\d+)x\b/g, '$1 times'],
  [/\b(World War|Chapter|Part|Volume|Act|Phase|Type|Level|Stage|Class|Article|Appendix|Book|Section)(\s)([IVX]+)\b/g, (match, noun, space, numeral) => {
    const value = numeral === 'I' ? 1 : ROMAN.indexOf(numeral);
    return value > 0 ? `${noun}${space}${value}` : match;
  }],
];

export function speakNumbers(text: string): string {
  return rewrite(text, NUMBERS);
}

function digitByDigit(part: string): string {
  return part.replace(/\d/g, '$& ').trim();
}

function spokenFraction(count: string, parts: string, one: 'one' | 'a'): string {
  const [single, several] = FRACTION_PARTS[parts] ?? ['', ''];
  return count === '1' ? `${one} ${single}` : `${SMALL[Number(count)] ?? count} ${several}`;
}
