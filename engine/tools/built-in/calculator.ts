/** Sums, exact in decimals, and units. The library is asked for numbers only: nothing it is given can run code. */

import type { MathJsInstance } from 'mathjs';
import { z } from 'zod';
import type { RouterLanguage } from '../router/number-words.ts';
import { declareTool, type Tool } from '../tool.ts';

const SUM = /^(?:sqrt|\d+(?:\.\d+)?|[-+*/^%() ])+$/u;
/** Beyond it a power takes for ever, and nobody listens to the answer. */
const MAX_EXPONENT = 999;

let loading: Promise<MathJsInstance> | undefined;

/** Its one-file build: as many modules it takes five times as long to load, and three times the memory. */
async function load(): Promise<MathJsInstance> {
  const { default: library } = await import('mathjs/lib/browser/math.js');
  return library.create(library.all ?? {}, { number: 'BigNumber', precision: 40 });
}

function calculator(): Promise<MathJsInstance> {
  loading ??= load();
  return loading;
}

const calculate = declareTool({
  name: 'calculate',
  kind: 'read',
  schema: z.object({ expression: z.string().max(200).regex(SUM) }),
  async run({ expression }, { language }) {
    const powers = [...expression.matchAll(/\^ *\(?(-?\d+)/gu)];
    const cannot = { said: language === 'en' ? 'I cannot work that out.' : 'Das kann ich nicht ausrechnen.' };
    if (powers.length > 1 || powers.some(([, exponent]) => Math.abs(Number(exponent)) > MAX_EXPONENT)) return cannot;
    const math = await calculator();
    const plain = expression
      // As shops mean it: ten percent of what stands before.
      .replace(/^(.+) ([-+]) (\d+(?:\.\d+)?) %$/u, '($1) * (1 $2 $3 / 100)')
      .replace(/(\d+(?:\.\d+)?) %/gu, '($1 / 100)');
    try {
      const value = String(math.format(math.evaluate(plain), { precision: 10, notation: 'auto', upperExp: 12 }));
      if (!/^-?\d+(?:\.\d+)?$/u.test(value)) return cannot;
      return { said: `${language === 'en' ? 'That is' : 'Das ist'} ${saidNumber(value, language)}.` };
    } catch {
      return cannot;
    }
  },
});

const NAMES: Readonly<Record<string, readonly [library: string, german: string]>> = {
  mile: ['mi', 'Meilen'],
  kilometre: ['km', 'Kilometer'],
  metre: ['m', 'Meter'],
  centimetre: ['cm', 'Zentimeter'],
  millimetre: ['mm', 'Millimeter'],
  inch: ['inch', 'Zoll'],
  foot: ['ft', 'Fuß'],
  yard: ['yd', 'Yard'],
  pound: ['lbm', 'britische Pfund'],
  kilogram: ['kg', 'Kilogramm'],
  gram: ['g', 'Gramm'],
  ounce: ['oz', 'Unzen'],
  litre: ['L', 'Liter'],
  millilitre: ['mL', 'Milliliter'],
  cup: ['cup', 'Tassen'],
  teaspoon: ['teaspoon', 'Teelöffel'],
  tablespoon: ['tablespoon', 'Esslöffel'],
  pint: ['pint', 'Pint'],
  gallon: ['gallon', 'Gallonen'],
  celsius: ['degC', 'Grad Celsius'],
  fahrenheit: ['degF', 'Grad Fahrenheit'],
  second: ['s', 'Sekunden'],
  minute: ['minute', 'Minuten'],
  hour: ['hour', 'Stunden'],
  day: ['day', 'Tage'],
  week: ['week', 'Wochen'],
};
const IRREGULAR: Readonly<Record<string, string>> = {
  foot: 'feet',
  inch: 'inches',
  celsius: 'degrees Celsius',
  fahrenheit: 'degrees Fahrenheit',
};

const convertUnits = declareTool({
  name: 'convert_units',
  kind: 'read',
  schema: z.object({ amount: z.number(), from: z.string(), to: z.string() }),
  async run({ amount, from, to }, { language }) {
    const [source, target] = [NAMES[from], NAMES[to]];
    const cannot = { said: language === 'en' ? 'These do not convert.' : 'Das lässt sich nicht umrechnen.' };
    if (source === undefined || target === undefined) return cannot;
    const math = await calculator();
    try {
      const value = math.unit(amount, source[0]).toNumber(target[0]);
      const rounded = String(Number(value.toPrecision(4)));
      const said = (number: string, unit: string): string =>
        `${saidNumber(number, language)} ${language === 'de' ? (NAMES[unit]?.[1] ?? unit) : (IRREGULAR[unit] ?? (number === '1' ? unit : `${unit}s`))}`;
      const is = language === 'en' ? (amount === 1 ? 'is' : 'are') : 'sind';
      return { said: `${said(String(amount), from)} ${is} ${said(rounded, to)}.` };
    } catch {
      return cannot;
    }
  },
});

function saidNumber(number: string, language: RouterLanguage): string {
  return language === 'en' ? number : number.replace('.', ',');
}

export const CALCULATOR_TOOLS: readonly Tool[] = [calculate, convertUnits];
