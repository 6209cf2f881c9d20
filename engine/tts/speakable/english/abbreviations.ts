/** Abbreviations with a full stop, after which a voice would end the sentence, and some without one. */

import { type Rewrite, rewrite } from '../rewrite.ts';

const WORDS: readonly Rewrite[] = [
  [/\b(Mr|Mrs|Dr|Messrs)\./g, '$1'],
  [/\bMs\b\.?/g, 'Miz'],
  // Initials; a single letter after a small word may end the sentence.
  [/\b(?:[A-Z]\. ?){2,6}(?=[A-Z][a-z])/g, (initials) => initials.replace(/\. ?/g, ' ')],
  [/(?<=^|[A-Z][a-z]{1,20} )([A-Z])\.(?= [A-Z][a-z])/g, '$1'],
  [/\bProf\./g, 'Professor'],
  [/\bGen\.(?= [A-Z])/g, 'General'],
  [/\bSen\.(?= [A-Z])/g, 'Senator'],
  [/\bGov\.(?= [A-Z])/g, 'Governor'],
  [/\bCapt\.(?= [A-Z])/g, 'Captain'],
  [/\bLt\.(?= [A-Z])/g, 'Lieutenant'],
  [/\bCol\.(?= [A-Z])/g, 'Colonel'],
  [/\bSgt\.(?= [A-Z])/g, 'Sergeant'],
  [/\bRev\.(?= [A-Z])/g, 'Reverend'],
  [/\bJr\b\.?(?= [a-z])/g, 'Junior'],
  [/\bSr\b\.?(?= [a-z])/g, 'Senior'],
  [/\bJr\b(?!\.[a-z])/g, 'Junior'],
  [/\bSt\.(?= )/g, 'St'],
  [/\bMt\.(?= [A-Z])/g, 'Mount'],
  [/\bFt\.(?= [A-Z])/g, 'Fort'],
  [/\bInc\.(?=,? [a-z])/g, 'Inc'],
  [/\bLtd\.(?=,? [a-z])/g, 'Limited'],
  [/\bCorp\.(?=,? [a-z])/g, 'Corporation'],
  [/\bDept\.(?= )/g, 'Department'],
  [/\bAve\b\.?(?=,|;|\s[a-z]|$)/g, 'Avenue'],
  [/\bBlvd\b\.?(?=,|;|\s[a-z]|$)/g, 'Boulevard'],
  [/(?<!\w)\.NET\b/g, 'dot net'],
  [/\bvs\b\.?/g, 'versus'],
  [/\betc\.(?=,? [a-z(]|[,;)])/g, 'et cetera'],
  [/\betc\./g, 'et cetera.'],
  [/\be\.\s?g\.,?/gi, 'for example'],
  [/\bi\.\s?e\.,?/gi, 'that is'],
  [/\b(?:approx|ca)\.(?= ?\d| [a-z])/g, 'approximately'],
  [/\bca\.? ?(?=\d)/g, 'approximately '],
  [/\bNos?\.\s?(?=\d)/g, 'number '],
  [/\bpp\.\s?(?=\d)/g, 'pages '],
  [/\bp\.\s?(?=\d)/g, 'page '],
  [/\bFigs?\.\s?(?=\d)/g, 'figure '],
  [/\bVol\.\s?(?=\d)/g, 'volume '],
  [/\bch\.\s?(?=\d)/gi, 'chapter '],
  [/\bPh\.\s?D\b\.?/g, 'PhD'],
  [/\bw\/o\b/g, 'without'],
  [/\bw\/(?=\s)/g, 'with'],
  [/\bN\/A\b/g, 'not applicable'],
  [/\band\/or\b/g, 'and or'],
  [/\b24\/7\b/g, '24 7'],
];

export function speakAbbreviations(text: string): string {
  return rewrite(text, WORDS);
}
