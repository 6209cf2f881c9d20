/** A sum that was spoken, as an expression; units that were spoken, by their names. */

import { type RouterLanguage, withDigits } from './number-words.ts';

const WORDS: Readonly<Record<RouterLanguage, readonly (readonly [RegExp, string])[]>> = {
  en: [
    [/(.+), (?=divided by|times|multiplied by)/giu, '($1) '],
    [/\b(?:per ?cent|percent) of\b/giu, '% *'],
    [/%\s+of\b/giu, '% *'],
    [/\b(?:per ?cent|percent)\b/giu, '%'],
    [/\b(?:the )?square root of (\d+(?:\.\d+)?)/giu, 'sqrt($1)'],
    [/\b(?:multiplied by|times|x)\b/giu, '*'],
    [/\bdivided by\b/giu, '/'],
    [/\bplus\b/giu, '+'],
    [/\bminus\b/giu, '-'],
    [/\bto the power of\b/giu, '^'],
    [/\bsquared\b/giu, '^2'],
    [/\bcubed\b/giu, '^3'],
    [/(\d) point (\d+)(?: (\d))?/giu, '$1.$2$3'],
  ],
  de: [
    [/(.+), (?=geteilt durch|mal|durch)/giu, '($1) '],
    [/\b(?:prozent|%) von\b/giu, '% *'],
    [/\bprozent\b/giu, '%'],
    [/\b(?:die )?(?:quadrat)?wurzel (?:aus|von) (\d+(?:\.\d+)?)/giu, 'sqrt($1)'],
    [/\bmal\b/giu, '*'],
    [/\b(?:geteilt durch|durch)\b/giu, '/'],
    [/\bplus\b/giu, '+'],
    [/\bminus\b/giu, '-'],
    [/\bhoch\b/giu, '^'],
    [/\bzum quadrat\b/giu, '^2'],
    [/(\d) komma (\d+)(?: (\d))?/giu, '$1.$2$3'],
    [/(\d),(\d)/gu, '$1.$2'],
  ],
};

/** Undefined where anything but numbers and operations is in it, or nothing is to be worked out. */
export function spokenExpression(text: string, language: RouterLanguage): string | undefined {
  let expression = withDigits(text, language).replaceAll('×', '*').replaceAll('÷', '/');
  if (language === 'en') expression = expression.replace(/(\d),(?=\d{3}\b)/gu, '$1');
  for (const [pattern, as] of WORDS[language]) expression = expression.replace(pattern, as);
  expression = expression
    .replace(/\s*([-+*/^])\s*/gu, ' $1 ')
    .replace(/\s*%/gu, ' %')
    .replace(/\s+/gu, ' ')
    .trim();
  const shape = /^(?:sqrt|\d+(?:\.\d+)?|[-+*/^%() ])+$/u;
  const isSum = /[-+*/^%]|sqrt/u.test(expression) && /\d/u.test(expression) && !/\d \d/u.test(expression);
  return shape.test(expression) && isSum && expression.length <= 200 ? expression : undefined;
}

const UNITS: readonly (readonly [names: RegExp, unit: string])[] = [
  [/^(?:miles?|meilen?)$/iu, 'mile'],
  [/^(?:kilomet(?:re|er)s?n?|km)$/iu, 'kilometre'],
  [/^(?:met(?:re|er)s?n?|m)$/iu, 'metre'],
  [/^(?:[cz]entimet(?:re|er)s?n?|cm)$/iu, 'centimetre'],
  [/^(?:millimet(?:re|er)s?n?|mm)$/iu, 'millimetre'],
  [/^(?:inch(?:es)?|zoll)$/iu, 'inch'],
  [/^(?:f(?:oo|ee)t|fuß|fuss)$/iu, 'foot'],
  [/^yards?$/iu, 'yard'],
  [/^(?:pounds?|pfund)$/iu, 'pound'],
  [/^(?:kilo(?:gram(?:me?)?)?s?n?|kg)$/iu, 'kilogram'],
  [/^(?:gram(?:me?)?s?n?|g)$/iu, 'gram'],
  [/^(?:ounces?|unzen?)$/iu, 'ounce'],
  [/^lit(?:re|er)s?n?$/iu, 'litre'],
  [/^(?:millilit(?:re|er)s?n?|ml)$/iu, 'millilitre'],
  [/^(?:cups?|tassen?)$/iu, 'cup'],
  [/^(?:teaspoons?|teelöffeln?)$/iu, 'teaspoon'],
  [/^(?:tablespoons?|esslöffeln?)$/iu, 'tablespoon'],
  [/^(?:pints?)$/iu, 'pint'],
  [/^(?:gallons?|gallonen?)$/iu, 'gallon'],
  [/^(?:degrees? )?celsius$|^grad(?: celsius)?$/iu, 'celsius'],
  [/^(?:(?:degrees?|grad) )?fahrenheit$/iu, 'fahrenheit'],
  [/^(?:seconds?|sekunden?)$/iu, 'second'],
  [/^(?:minutes?|minuten?)$/iu, 'minute'],
  [/^(?:hours?|stunden?)$/iu, 'hour'],
  [/^(?:days?|tagen?)$/iu, 'day'],
  [/^(?:weeks?|wochen?)$/iu, 'week'],
];

/** The name a unit goes by everywhere here, such as `kilometre`. */
export function unitNamed(text: string): string | undefined {
  const plain = text.trim().replace(/^(?:degrees?|grad) (?=celsius|fahrenheit)/iu, '');
  return UNITS.find(([names]) => names.test(plain))?.[1];
}
