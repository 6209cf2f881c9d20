/** Spells out what an English voice reads wrongly: "$3.50", "2024-10-12", "5 km", "and/or", "C#". Pure. */

import { speakAbbreviations } from './english/abbreviations.ts';
import { speakDates } from './english/dates.ts';
import { speakMoney } from './english/money.ts';
import { speakNumbers } from './english/numbers.ts';
import { speakSymbols } from './english/symbols.ts';
import { speakTimes } from './english/times.ts';
import { speakUnits } from './english/units.ts';
import { speakYears } from './english/years.ts';

/** The order matters: a date is no range, an amount of money no number with a unit. */
const PASSES: readonly ((text: string) => string)[] = [
  speakAbbreviations,
  speakDates,
  speakTimes,
  speakYears,
  speakMoney,
  speakNumbers,
  speakUnits,
  speakSymbols,
];

/** @param text without Markdown, on one line. */
export function speakEnglish(text: string): string {
  return PASSES.reduce((result, pass) => pass(result), text)
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[,.;:!?)](?:\s|$))|(?<=\() /g, '')
    .trim();
}
