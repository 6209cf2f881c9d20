/** Amounts of money: the voice reads the sign where it stands, and the cents as decimals. */

import { type Rewrite, rewrite } from '../rewrite.ts';

interface Currency {
  readonly one: string;
  readonly many: string;
  /** Absent for currencies without a hundredth. */
  readonly cent?: readonly [one: string, many: string];
}

const CENT = ['cent', 'cents'] as const;
const DOLLAR: Currency = { one: 'dollar', many: 'dollars', cent: CENT };
const EURO: Currency = { one: 'euro', many: 'euros', cent: CENT };
const POUND: Currency = { one: 'pound', many: 'pounds', cent: ['penny', 'pence'] };
const YEN: Currency = { one: 'yen', many: 'yen' };
const RUPEE: Currency = { one: 'rupee', many: 'rupees', cent: ['paisa', 'paise'] };
const CURRENCIES: Readonly<Record<string, Currency>> = {
  $: DOLLAR,
  '€': EURO,
  '£': POUND,
  '¥': YEN,
  '₹': RUPEE,
  USD: DOLLAR,
  EUR: EURO,
  GBP: POUND,
  JPY: YEN,
  INR: RUPEE,
};
const MAGNITUDES: Readonly<Record<string, string>> = {
  k: 'thousand',
  K: 'thousand',
  m: 'million',
  M: 'million',
  b: 'billion',
  B: 'billion',
  bn: 'billion',
  T: 'trillion',
};

const SIGN = '(?<!\\d)(?:US|A|C|NZ)?([$€£¥₹])';
const AMOUNT = '(\\d[\\d,]{0,20}|)(\\.\\d{1,15}|)';
const MAGNITUDE = '(\\s?(?:thousand|million|billion|trillion|bn|[kKmMbBT])\\b|)';
const TO = '\\s?(?:[–-]|to)\\s?';

const MONEY: readonly Rewrite[] = [
  // a range says its currency once: $5-10
  [
    new RegExp(`${SIGN}\\s?(\\d[\\d,.]{0,20})${TO}(?:[$€£¥₹])?(\\d[\\d,]{0,20})(\\.\\d{1,15}|)${MAGNITUDE}`, 'g'),
    (match, sign, from, to, fraction, magnitude) => {
      const upper = spokenAmount(sign, to, fraction, magnitude) ?? match;
      return `${from} to ${upper}`;
    },
  ],
  [
    new RegExp(`([-−]|)${SIGN}\\s?(?=[\\d.])${AMOUNT}${MAGNITUDE}`, 'g'),
    (match, minus, sign, whole, fraction, magnitude) =>
      (minus === '' ? '' : 'minus ') + (spokenAmount(sign, whole, fraction, magnitude) ?? match),
  ],
  [
    new RegExp(
      `(?<![\\d.,])(?=[\\d.]{0,20}\\d)${AMOUNT}${MAGNITUDE}\\s?([$€£¥₹](?![\\d\\p{L}])|(?:USD|EUR|GBP|JPY|INR)\\b)`,
      'gu',
    ),
    (match, whole, fraction, magnitude, sign) => spokenAmount(sign, whole, fraction, magnitude) ?? match,
  ],
  [
    /\b(USD|EUR|GBP|JPY|INR)\s?(\d[\d,]{0,20})(\.\d{1,15}|)/g,
    (match, sign, whole, fraction) => spokenAmount(sign, whole, fraction, '') ?? match,
  ],
  [/(\d)\s?¢/g, '$1 cents'],
];

export function speakMoney(text: string): string {
  return rewrite(text, MONEY);
}

/** @param fraction with its point, or empty. @param magnitude such as `k`, ` million`, or empty. */
function spokenAmount(sign: string, whole: string, fraction: string, magnitude: string): string | undefined {
  const currency = CURRENCIES[sign];
  if (currency === undefined) return undefined;
  const size = magnitude.trim();
  const trailing = whole.endsWith(',') ? ',' : '';
  const isDecimalComma = fraction === '' && /^\d{1,3},\d{2}$/.test(whole);
  if (isDecimalComma) return spokenAmount(sign, whole.slice(0, -3), `.${whole.slice(-2)}`, magnitude);
  const units = whole.replace(/,$/, '') || '0';
  if (size !== '') return `${units}${fraction} ${MAGNITUDES[size] ?? size} ${currency.many}`;

  const isHundredths = fraction.length === 3 || fraction.length === 2;
  if (fraction !== '' && !isHundredths) return `${units}${fraction} ${currency.many}${trailing}`;
  const cents = Number(fraction.slice(1).padEnd(2, '0'));
  const main = `${units} ${units === '1' ? currency.one : currency.many}`;
  if (cents === 0) return main + trailing;
  if (currency.cent === undefined) return `${units}${fraction} ${currency.many}${trailing}`;
  const rest = `${cents} ${currency.cent[cents === 1 ? 0 : 1]}`;
  return (units === '0' ? rest : `${main} and ${rest}`) + trailing;
}
