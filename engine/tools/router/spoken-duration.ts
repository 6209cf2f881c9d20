/** How long something is, as people say it: `half an hour`, `anderthalb Stunden`. */

import { type RouterLanguage, withDigits } from './number-words.ts';

const MAX_SECONDS = 7 * 24 * 3600;

type Rewrite = readonly [pattern: RegExp, as: string];

const REWRITES: Readonly<Record<RouterLanguage, readonly Rewrite[]>> = {
  en: [
    [/\b(?:a )?quarter of an hour\b/giu, '15 minutes'],
    [/\bthree quarters of an hour\b/giu, '45 minutes'],
    [/\b(?:an?|1) hour and a half\b/giu, '90 minutes'],
    [/\bhalf (?:an|a) hour\b/giu, '30 minutes'],
    [/\bhalf (?:an|a) minute\b/giu, '30 seconds'],
    [/\b(\d+) and a half\b/giu, '$1.5'],
    [/\ban? (?=hour|minute|second|day)/giu, '1 '],
  ],
  de: [
    [/\b(?:eine[rn]? )?dreiviertelstunde\b/giu, '45 Minuten'],
    [/\b(?:eine[rn]? )?viertelstunde\b/giu, '15 Minuten'],
    [/\b(?:eine[rn]? )?halbe[nr]? stunde\b/giu, '30 Minuten'],
    [/\b(?:eine[rn]? )?halbe[nr]? minute\b/giu, '30 Sekunden'],
    [/\b(?:anderthalb|eineinhalb) (?=stunden|minuten)/giu, '1.5 '],
    [/\bzweieinhalb\b/giu, '2.5'],
    [/\beine[rn]? (?=stunde|minute|sekunde|tag)/giu, '1 '],
    [/\bein(?:em|en) (?=tag)/giu, '1 '],
    [/(\d),(\d)/gu, '$1.$2'],
  ],
};

const SECONDS: readonly (readonly [unit: RegExp, seconds: number])[] = [
  [/^(?:seconds?|secs?|sekunden?)$/iu, 1],
  [/^(?:minutes?|mins?|minuten?)$/iu, 60],
  [/^(?:hours?|hrs?|stunden?)$/iu, 3600],
  [/^(?:days?|tage?n?)$/iu, 86_400],
];

/** Whole seconds; undefined where the words are not a duration and nothing else. */
export function spokenSeconds(text: string, language: RouterLanguage): number | undefined {
  let rest = text;
  // Before digits: `three quarters` and `anderthalb` are no numbers of their own.
  for (const [pattern, as] of REWRITES[language]) rest = rest.replace(pattern, as);
  rest = withDigits(rest, language);
  for (const [pattern, as] of REWRITES[language]) rest = rest.replace(pattern, as);
  const parts = rest
    .trim()
    .split(/,? (?:and|und) |, /u)
    .flatMap((part) => splitUnits(part));
  let total = 0;
  for (const part of parts) {
    const [, amount, unit] = /^(\d+(?:\.\d+)?)[ -]?(\p{L}+)$/u.exec(part) ?? [];
    const seconds = SECONDS.find(([name]) => name.test(unit ?? ''))?.[1];
    if (amount === undefined || seconds === undefined) return undefined;
    total += Number(amount) * seconds;
  }
  const whole = Math.round(total);
  return whole > 0 && whole <= MAX_SECONDS ? whole : undefined;
}

/** `1 hour 15 minutes` as two. */
function splitUnits(text: string): string[] {
  return text.match(/\d+(?:\.\d+)?[ -]?\p{L}+/gu)?.join(' ') === text
    ? (text.match(/\d+(?:\.\d+)?[ -]?\p{L}+/gu) ?? [])
    : [text];
}
