/** Numbers that were spoken, as digits. */

const EN_UNITS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const EN_TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const EN_SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1_000_000 };

const DE_UNITS = [
  ...['null', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn', 'elf', 'zwölf'],
  ...['dreizehn', 'vierzehn', 'fünfzehn', 'sechzehn', 'siebzehn', 'achtzehn', 'neunzehn'],
];
const DE_TENS = ['zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig'];

export type RouterLanguage = 'en' | 'de';

/** `twenty-five minutes` as `25 minutes`; what is no number stays as it is. */
export function withDigits(text: string, language: RouterLanguage): string {
  return language === 'en' ? englishDigits(text) : germanDigits(text);
}

function englishDigits(text: string): string {
  const word = `(?:${[...EN_UNITS, ...EN_TENS, ...Object.keys(EN_SCALES)].join('|')})`;
  const run = new RegExp(`\\b(?:a (?=(?:hundred|thousand|million)\\b))?${word}(?:(?:[ -]| and )${word})*\\b`, 'giu');
  return text.replace(run, (spoken) => {
    const words = spoken.toLowerCase().split(/[ -]+/u);
    // Two numbers beside each other are no number: `seven eight`.
    return isEnglishNumber(words) ? String(englishValue(words)) : words.map(englishWord).join(' ');
  });
}

function isEnglishNumber(words: readonly string[]): boolean {
  return words.every((word, index) => {
    const before = words[index - 1];
    if (before === undefined || word === 'and' || before === 'a') return true;
    if (before === 'and') return words.some((other) => other in EN_SCALES);
    if (word in EN_SCALES || before in EN_SCALES) return true;
    return EN_TENS.includes(before) && EN_UNITS.indexOf(word) > 0 && EN_UNITS.indexOf(word) < 10;
  });
}

function englishWord(word: string): string {
  const value = EN_UNITS.indexOf(word);
  if (value >= 0) return String(value);
  return EN_TENS.includes(word) ? String((EN_TENS.indexOf(word) + 2) * 10) : word;
}

function englishValue(words: readonly string[]): number {
  let total = 0;
  let part = 0;
  for (const word of words) {
    const scale = EN_SCALES[word];
    if (scale === 100) part = (part || 1) * 100;
    else if (scale !== undefined) {
      total += (part || 1) * scale;
      part = 0;
    } else if (word !== 'and' && word !== 'a') part += Number(englishWord(word));
  }
  return total + part;
}

function germanDigits(text: string): string {
  return text.replace(/[\p{L}]+/giu, (word) => {
    const value = germanValue(
      word
        .toLowerCase()
        .replace(/^eins$/u, 'ein')
        .replaceAll('dreissig', 'dreißig'),
    );
    // `ein` and `eine` are articles more often than numbers.
    return value === undefined || /^ein(?:e[nrms]?)?$/iu.test(word) ? word : String(value);
  });
}

function germanValue(word: string): number | undefined {
  if (word === '') return 0;
  for (const [scale, value] of [
    ['tausend', 1000],
    ['hundert', 100],
  ] as const) {
    const at = word.indexOf(scale);
    if (at < 0) continue;
    const times = at === 0 ? 1 : germanValue(word.slice(0, at));
    const rest = germanValue(word.slice(at + scale.length).replace(/^und(?=.)/u, ''));
    return times === undefined || rest === undefined ? undefined : times * value + rest;
  }
  const unit = DE_UNITS.indexOf(word === 'eins' ? 'ein' : word);
  if (unit >= 0) return unit;
  const tens = DE_TENS.findIndex((ten) => word.endsWith(ten));
  if (tens < 0) return undefined;
  const before = word.slice(0, -(DE_TENS[tens]?.length ?? 0));
  if (before === '') return (tens + 2) * 10;
  const ones = before.endsWith('und') ? DE_UNITS.indexOf(before.slice(0, -3)) : -1;
  return ones > 0 && ones < 10 ? (tens + 2) * 10 + ones : undefined;
}
