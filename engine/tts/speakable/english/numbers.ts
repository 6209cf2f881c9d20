/** Telephone numbers, ranges, fractions, magnitudes, versions, Roman numerals. */

import { type Rewrite, rewrite } from '../rewrite.ts';

const FRACTION_PARTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  2: ['half', 'halves'],
  3: ['third', 'thirds'],
  4: ['quarter', 'quarters'],
  5: ['fifth', 'fifths'],
  6: ['sixth', 'sixths'],
  8: ['eighth', 'eighths'],
};
const SMALL = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const GLYPH_FRACTIONS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '¼': '1/4',
  '¾': '3/4',
  '⅓': '1/3',
  '⅔': '2/3',
  '⅛': '1/8',
};
const MAGNITUDES: Readonly<Record<string, string>> = { k: 'thousand', M: 'million', B: 'billion', bn: 'billion' };
const RULERS =
  'Henry|Louis|Charles|George|Edward|James|Elizabeth|William|Richard|Philip|Napoleon|Pius|Benedict|Nicholas|Alexander|' +
  'Catherine|Frederick|Wilhelm|John Paul|Ferdinand|Leopold|Gustav|Ramses|Ramesses|Ptolemy|Darius|Margaret|Leo|Urban|Otto';
const ROMAN = [
  '',
  'I',
  'II',
  'III',
  'IV',
  'V',
  'VI',
  'VII',
  'VIII',
  'IX',
  'X',
  'XI',
  'XII',
  'XIII',
  'XIV',
  'XV',
  'XVI',
];

const NUMBERS: readonly Rewrite[] = [
  [
    /(?<![\w.])(\+?\d{1,3}[ .-]?|)\(?(\d{3})\)?[ .-](\d{3})[.-](\d{4})\b/g,
    (_, country, area, exchange, line) =>
      [country.replace(/[ .-]$/, '').replace('+', 'plus '), area, exchange, line]
        .filter((part) => part !== '')
        .map(digitByDigit)
        .join(', '),
  ],
  [/(?<![\w.–-])(\d{3})-(\d{4})\b(?![–-])/g, (_, exchange, line) => `${digitByDigit(exchange)}, ${digitByDigit(line)}`],
  [/[½¼¾⅓⅔⅛]/g, (glyph) => ` ${GLYPH_FRACTIONS[glyph] ?? glyph}`],
  [
    /(?<![\w./])(\d{1,15}) ([1-9])\/([2-68])(?![\w/]|\.\d)/g,
    (match, whole, count, parts) =>
      Number(count) < Number(parts) ? `${whole} and ${spokenFraction(count, parts, 'a')}` : match,
  ],
  [
    /(?<![\w./])([1-9])\/([2-68])(?![\w/]|\.\d)/g,
    (match, count, parts) => (Number(count) < Number(parts) ? spokenFraction(count, parts, 'one') : match),
  ],
  [/(?<![\w./])(\d{1,15})\/(10|100)(?![\w/]|\.\d)/g, '$1 out of $2'],
  [/(?<![\w./-])(\d{1,15})\/(\d{1,15})(?![\w/]|\.\d)/g, '$1 over $2'],
  [/(?<=\d) [-−–] (?=\d[\d.]{0,20} ?=)/g, ' minus '],
  [/(?<![\w.]|\d-)(\d[\d,]{0,20}(?:\.\d{1,15})?)(%|°|)\s?[–-]\s?(?=\d[\d,.]{0,20}(?:\D|$))(?!\d{1,15}-)/g, '$1$2 to '],
  [/\b(\d{1,15}(?:\.\d{1,15})?)\s?(k|bn)\b/g, (_, count, size) => `${count} ${MAGNITUDES[size] ?? size}`],
  [/\b(\d{1,15}(?:\.\d{1,15})?)([MB])\b(?!\/)/g, (_, count, size) => `${count} ${MAGNITUDES[size] ?? size}`],
  [/\b[vV](\d{1,15}(?:\.\d{1,15}){0,6})\b/g, (_, version) => `version ${version.replaceAll('.', ' point ')}`],
  [/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]{0,20}\d)/g, (address) => address.replaceAll('.', ' dot ')],
  [/(?<![\w.])\d{1,15}(?:\.\d{1,15}){2}(?![\w.]{0,20}\d)/g, (version) => version.replaceAll('.', ' point ')],
  [/(?<![\w.])\.(?=\d)/g, '0.'],
  [/\b(\d{1,15})x\b/g, '$1 times'],
  [
    new RegExp(`(?<=\\b(?:${RULERS}) )([IVX]+)\\b`, 'g'),
    (numeral) => (numeralValue(numeral) > 0 ? `the ${ordinal(numeralValue(numeral))}` : numeral),
  ],
  [
    /(?<=\b(?:World War|Chapter|chapter|Part|Volume|Act|Phase|Type|Level|Stage|Class|Book|Section) )([IVX]+)\b/g,
    (numeral) => String(numeralValue(numeral) || numeral),
  ],
  // One letter may be an initial, a name or a pronoun; more of them after a capitalised word are a number.
  [/(?<=\b\p{Lu}[\p{L}\d]+ )([IVX]{2,5})\b/gu, (numeral) => String(numeralValue(numeral) || numeral)],
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

/** 0 for letters that are no numeral up to sixteen. */
function numeralValue(numeral: string): number {
  return Math.max(0, ROMAN.indexOf(numeral));
}

function ordinal(value: number): string {
  return `${value}${{ 1: 'st', 2: 'nd', 3: 'rd' }[value] ?? 'th'}`;
}
