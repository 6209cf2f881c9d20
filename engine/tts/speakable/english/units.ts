/** Units after a number. */

import { type Rewrite, rewrite } from '../rewrite.ts';

/** Written unit → spoken, one and many. Case matters: `Mb` is no `MB`, `m` no `M`. */
const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  km: ['kilometer', 'kilometers'],
  m: ['meter', 'meters'],
  cm: ['centimeter', 'centimeters'],
  mm: ['millimeter', 'millimeters'],
  nm: ['nanometer', 'nanometers'],
  µm: ['micrometer', 'micrometers'],
  mi: ['mile', 'miles'],
  ft: ['foot', 'feet'],
  yd: ['yard', 'yards'],
  kg: ['kilogram', 'kilograms'],
  g: ['gram', 'grams'],
  mg: ['milligram', 'milligrams'],
  µg: ['microgram', 'micrograms'],
  lb: ['pound', 'pounds'],
  lbs: ['pound', 'pounds'],
  oz: ['ounce', 'ounces'],
  l: ['liter', 'liters'],
  L: ['liter', 'liters'],
  ml: ['milliliter', 'milliliters'],
  mL: ['milliliter', 'milliliters'],
  tsp: ['teaspoon', 'teaspoons'],
  tbsp: ['tablespoon', 'tablespoons'],
  gal: ['gallon', 'gallons'],
  h: ['hour', 'hours'],
  hr: ['hour', 'hours'],
  hrs: ['hour', 'hours'],
  min: ['minute', 'minutes'],
  mins: ['minute', 'minutes'],
  s: ['second', 'seconds'],
  sec: ['second', 'seconds'],
  secs: ['second', 'seconds'],
  ms: ['millisecond', 'milliseconds'],
  µs: ['microsecond', 'microseconds'],
  ns: ['nanosecond', 'nanoseconds'],
  B: ['byte', 'bytes'],
  KB: ['kilobyte', 'kilobytes'],
  kB: ['kilobyte', 'kilobytes'],
  MB: ['megabyte', 'megabytes'],
  GB: ['gigabyte', 'gigabytes'],
  TB: ['terabyte', 'terabytes'],
  KiB: ['kibibyte', 'kibibytes'],
  MiB: ['mebibyte', 'mebibytes'],
  GiB: ['gibibyte', 'gibibytes'],
  kbps: ['kilobit per second', 'kilobits per second'],
  Mbps: ['megabit per second', 'megabits per second'],
  Gbps: ['gigabit per second', 'gigabits per second'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  W: ['watt', 'watts'],
  kW: ['kilowatt', 'kilowatts'],
  MW: ['megawatt', 'megawatts'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  V: ['volt', 'volts'],
  mV: ['millivolt', 'millivolts'],
  mA: ['milliamp', 'milliamps'],
  mAh: ['milliamp hour', 'milliamp hours'],
  dB: ['decibel', 'decibels'],
  kcal: ['kilocalorie', 'kilocalories'],
  cal: ['calorie', 'calories'],
  kJ: ['kilojoule', 'kilojoules'],
  Pa: ['pascal', 'pascals'],
  hPa: ['hectopascal', 'hectopascals'],
  px: ['pixel', 'pixels'],
  pt: ['point', 'points'],
  fps: ['frame per second', 'frames per second'],
  mph: ['mile per hour', 'miles per hour'],
  kmh: ['kilometer per hour', 'kilometers per hour'],
  kph: ['kilometer per hour', 'kilometers per hour'],
  rpm: ['revolution per minute', 'revolutions per minute'],
  bpm: ['beat per minute', 'beats per minute'],
  ppm: ['part per million', 'parts per million'],
};
/** After a slash: `km/h`, `$5/mo`. */
const PER: Readonly<Record<string, string>> = {
  h: 'hour',
  hr: 'hour',
  hour: 'hour',
  s: 'second',
  sec: 'second',
  min: 'minute',
  day: 'day',
  d: 'day',
  week: 'week',
  wk: 'week',
  month: 'month',
  mo: 'month',
  year: 'year',
  yr: 'year',
  kg: 'kilogram',
  g: 'gram',
  lb: 'pound',
  L: 'liter',
  l: 'liter',
  person: 'person',
};
const POWERS: Readonly<Record<string, string>> = { '²': 'square ', '2': 'square ', '³': 'cubic ', '3': 'cubic ' };

const NAMES = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|');
/** Letters that are words or sizes of their own when they touch the number: `5B`, `90s`, `4G`. */
const COUNT = '(?<![\\w.])(-?\\d[\\d,]{0,20}(?:\\.\\d{1,15})?|(?:half|quarter|thousand|million|billion)(?=\\s))';
const END = "(?![\\w²³]|\\/\\w|[-’']\\p{L})";

const MEASURES: readonly Rewrite[] = [
  [/(\d)['′](\d{1,2})["″]/g, '$1 foot $2'],
  [/\b(\d) ft (\d{1,2}) in\b\.?/g, '$1 feet $2 inches'],
  [/(\d) in\.(?= [a-z])/g, '$1 inches'],
  [/\bkm\/h\b(?<!\d\s?km\/h)/g, 'kilometers per hour'],
  [/(\d)\s?(?:°|º)\s?C\b/g, '$1 degrees Celsius'],
  [/(\d)\s?(?:°|º)\s?F\b/g, '$1 degrees Fahrenheit'],
  [/(\d)\s?(?:°|º)(?=\W|$)/g, '$1 degrees'],
  [/\b1 degrees\b/g, '1 degree'],
  [
    new RegExp(`${COUNT}\\s?(${NAMES})([²³]|(?<=[ckm]?m)[23](?!\\d))(?!\\w)`, 'gu'),
    (match, count, unit, power) => `${count} ${POWERS[power] ?? ''}${nameOf(unit, count) ?? match}`,
  ],
  [
    new RegExp(`${COUNT}\\s?(${NAMES})\\/(${Object.keys(PER).join('|')})(?!\\w)`, 'gu'),
    (_, count, unit, per) => `${count} ${nameOf(unit, count) ?? unit} per ${PER[per] ?? per}`,
  ],
  [
    new RegExp(`\\b(dollars?|euros?|pounds?|yen|rupees?|cents)\\s?\\/\\s?(${Object.keys(PER).join('|')})(?!\\w)`, 'g'),
    (_, currency, per) => `${currency} per ${PER[per] ?? per}`,
  ],
  [
    new RegExp(`${COUNT}(\\s|-|)(?!(?<=\\d)s)(${NAMES})${END}`, 'gu'),
    (match, count, joint, unit) => {
      const name = joint === '-' ? UNITS[unit]?.[0] : nameOf(unit, count);
      return name === undefined ? match : `${count} ${name}`;
    },
  ],
];

export function speakUnits(text: string): string {
  return rewrite(text, MEASURES);
}

function nameOf(unit: string, count: string): string | undefined {
  return UNITS[unit]?.[/^-?1$/.test(count) ? 0 : 1];
}
