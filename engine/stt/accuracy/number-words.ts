/** Whole numbers from 0 to 999,999 as English words, without "and" or hyphens. */

const SMALL = [
  ['zero', 'zeroth'],
  ['one', 'first'],
  ['two', 'second'],
  ['three', 'third'],
  ['four', 'fourth'],
  ['five', 'fifth'],
  ['six', 'sixth'],
  ['seven', 'seventh'],
  ['eight', 'eighth'],
  ['nine', 'ninth'],
  ['ten', 'tenth'],
  ['eleven', 'eleventh'],
  ['twelve', 'twelfth'],
  ['thirteen', 'thirteenth'],
  ['fourteen', 'fourteenth'],
  ['fifteen', 'fifteenth'],
  ['sixteen', 'sixteenth'],
  ['seventeen', 'seventeenth'],
  ['eighteen', 'eighteenth'],
  ['nineteen', 'nineteenth'],
] as const;

const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const;

export function numberWords(value: number): string[] {
  if (value >= 1000) {
    const rest = value % 1000;
    return [...numberWords(Math.floor(value / 1000)), 'thousand', ...(rest === 0 ? [] : numberWords(rest))];
  }
  if (value >= 100) {
    const rest = value % 100;
    return [...numberWords(Math.floor(value / 100)), 'hundred', ...(rest === 0 ? [] : numberWords(rest))];
  }
  const small = SMALL[value];
  if (small !== undefined) return [small[0]];
  const ones = value % 10;
  return [TENS[Math.floor(value / 10)] ?? '', ...(ones === 0 ? [] : numberWords(ones))];
}

export function ordinalWords(value: number): string[] {
  const words = numberWords(value);
  const last = words.pop() ?? '';
  const small = SMALL.find(([cardinal]) => cardinal === last);
  return [...words, small?.[1] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`)];
}
