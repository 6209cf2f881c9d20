/**
 * How differently two names sound, going by their spelling: a weighted edit distance over rough sounds. For names that a
 * recogniser does not know and spells as it likes, in English and German.
 */

type Sounds = readonly string[];

/** Letters to sounds, longest first. Letters that are missing here are dropped. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:tsch|tch|ch(?=[aeiou]))/, 'C'],
  [/^(?:sch|sh)/, 'S'],
  [/^(?:ph|ff|f|v)/, 'f'],
  [/^(?:tth|th|tt|t)/, 't'],
  [/^(?:dd|d)/, 'd'],
  [/^(?:ck|ch|qu|q|kk|k|cc(?![eiy])|c(?![eiy]))/, 'k'],
  [/^gh(?![aeiou])/, ''],
  [/^(?:gg|gh|g)/, 'g'],
  [/^(?:tz|zz|z|ss|s|c)/, 's'],
  [/^b(?=t)/, ''],
  [/^(?:bb|b)/, 'b'],
  [/^(?:pp|p)/, 'p'],
  [/^(?:mm|m)/, 'm'],
  [/^(?:nn|n)/, 'n'],
  // The dark l of "saddle" is an o to many ears.
  [/^(?:le|al|el)$/, 'o'],
  [/^(?:ll|l)/, 'l'],
  // "Sorto" is how half of the English write "soto".
  [/^r(?![aeiouyr])/, ''],
  [/^(?:rr|r)/, 'r'],
  [/^(?:j)/, 'j'],
  [/^(?:x)/, 'k s'],
  [/^(?:w(?=[aeiouy]))/, 'w'],
  [/^(?:h(?=[aeiouy]))/, 'h'],
  [/^(?:aigh|eigh|ay|ai|ey|ei)/, 'e'],
  [/^(?:augh|ough|aw|au|oa|ow|oe|ou|o)/, 'o'],
  [/^(?:oo|ue|uu|u)/, 'u'],
  [/^(?:ee|ea|ie|y|i)/, 'i'],
  [/^(?:aa|ah|a)/, 'a'],
  [/^(?:e)/, 'e'],
];

const VOWELS: ReadonlySet<string> = new Set(['a', 'e', 'i', 'o', 'u']);

/** Sounds that are taken for each other more easily than others. */
const NEAR: ReadonlyMap<string, number> = new Map(
  (
    [
      ['td', 0.3],
      // Between vowels a t may be a mere tap of the tongue.
      ['tr', 0.5],
      ['dr', 0.3],
      ['tg', 0.5],
      ['dg', 0.4],
      ['pb', 0.3],
      ['kg', 0.3],
      ['fw', 0.4],
      ['sS', 0.4],
      ['SC', 0.4],
      ['Cj', 0.4],
      ['gj', 0.5],
      ['mn', 0.5],
      ['ao', 0.3],
      ['ou', 0.3],
      ['ei', 0.3],
      ['ae', 0.3],
    ] as const
  ).flatMap(([pair, cost]) => [
    [pair, cost],
    [[...pair].reverse().join(''), cost],
  ]),
);
const OTHER_VOWEL = 0.5;
const MISSING_VOWEL = 0.9;
const MISSING_H = 0.5;

/** Rough sounds of a word; a letter that is written twice sounds once. */
export function soundsOf(word: string): Sounds {
  let rest = word
    .toLowerCase()
    .normalize('NFD')
    .replace(/ß/g, 'ss')
    .replace(/[^a-z]/g, '');
  const sounds: string[] = [];
  while (rest !== '') {
    const spelling = SPELLINGS.find(([pattern]) => pattern.test(rest));
    const letters = spelling?.[0].exec(rest)?.[0] ?? rest.slice(0, 1);
    if (spelling !== undefined && spelling[1] !== '') sounds.push(...spelling[1].split(' '));
    rest = rest.slice(letters.length);
  }
  return sounds.filter((sound, i) => sound !== sounds[i - 1]);
}

/** 0 for the same sounds; 1 is about one wrong consonant. */
export function phoneticDistance(a: Sounds, b: Sounds): number {
  let previous = [0];
  for (const sound of b) previous.push((previous.at(-1) ?? 0) + missing(sound));
  for (const sound of a) {
    const row = [(previous[0] ?? 0) + missing(sound)];
    for (const [j, other] of b.entries()) {
      row.push(
        Math.min(
          (previous[j + 1] ?? 0) + missing(sound),
          (row[j] ?? 0) + missing(other),
          (previous[j] ?? 0) + different(sound, other),
        ),
      );
    }
    previous = row;
  }
  return previous.at(-1) ?? 0;
}

function missing(sound: string): number {
  if (VOWELS.has(sound)) return MISSING_VOWEL;
  return sound === 'h' ? MISSING_H : 1;
}

function different(a: string, b: string): number {
  if (a === b) return 0;
  return NEAR.get(a + b) ?? (VOWELS.has(a) && VOWELS.has(b) ? OTHER_VOWEL : 1);
}
