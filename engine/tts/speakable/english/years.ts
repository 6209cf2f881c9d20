/** Years and decades: a voice reads `1990` as "nineteen hundred ninety", and `90s` as "ninety z". */

import { type Rewrite, rewrite } from '../rewrite.ts';

const DECADES = [
  'hundreds',
  'tens',
  'twenties',
  'thirties',
  'forties',
  'fifties',
  'sixties',
  'seventies',
  'eighties',
  'nineties',
];

/** From 2000 on the plain reading, "two thousand twenty", is right. */
const YEAR = '(1[1-9]\\d\\d)';
/** Elsewhere four digits are a number like any other. */
const BEFORE_YEAR =
  '(?:in|since|until|till|by|before|after|during|from|of|year|circa|about|around|early|late|mid|and|or)[ -]';
const MONTH = '(?:January|February|March|April|May|June|July|August|September|October|November|December)';
/** What makes it a quantity after all. */
const NO_QUANTITY =
  "(?![\\d%°']|[.,:/]\\d|[ -]?(?:(?:k?m|[cmn]m|k?g|mg|lbs?|oz|ft|m?l|ms|[km]?w|hz)\\b|people|meters|miles|feet|pounds|times|percent|calories|dollars|degrees))";

const YEARS: readonly Rewrite[] = [
  [/(?<![\d.,])(1[1-9]|2\d)00['’]?s\b/g, (_, century) => (century === '20' ? 'two thousands' : `${century} hundreds`)],
  [/(?<![\d.,])(1[1-9]|2\d)(\d)0['’]?s\b/g, (_, century, decade) => `${century} ${DECADES[Number(decade)] ?? ''}`],
  [/(?<![\d.,])['’]?\b([2-9])0['’]?s\b/g, (_, decade) => DECADES[Number(decade)] ?? ''],
  [
    new RegExp(`(?<![\\d.,/-])${YEAR}(?:\\s?[–-]\\s?| to )(\\d{4})(?![\\d-])`, 'g'),
    (_, from, to) => `${spokenYear(from)} to ${spokenYear(to)}`,
  ],
  [/(?<![\d.,/-])(20\d\d)\s?[–-]\s?(20\d\d)(?![\d-])/g, '$1 to $2'],
  [new RegExp(`(?<=\\b${BEFORE_YEAR})${YEAR}\\b${NO_QUANTITY}`, 'gi'), (_, year) => spokenYear(year)],
  [
    new RegExp(`(?<=\\b${MONTH}(?: \\d{1,2}(?:st|nd|rd|th)?)?,? )${YEAR}\\b${NO_QUANTITY}`, 'g'),
    (_, year) => spokenYear(year),
  ],
  [new RegExp(`(?<=\\()${YEAR}(?=\\))`, 'g'), (_, year) => spokenYear(year)],
];

export function speakYears(text: string): string {
  return rewrite(text, YEARS);
}

function spokenYear(year: string): string {
  const century = year.slice(0, 2);
  const rest = year.slice(2);
  if (century === '20') return year;
  if (rest === '00') return `${century} hundred`;
  return rest.startsWith('0') ? `${century} oh ${rest.slice(1)}` : `${century} ${rest}`;
}
