/** Where a passage is, for the eye and for the ear. */

import type { Citation } from '../../contract/knowledge.ts';
import type { Passage } from './passage-store.ts';

const NUMBERS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const ZAHLEN =
  'null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig'.split(
    ' ',
  );

/** @param passages of one document, which follow each other in it. */
export function cite(passages: readonly [Passage, ...Passage[]], language: string): Citation {
  const [first] = passages;
  const last = passages.at(-1) ?? first;
  let quote = '';
  for (const passage of passages)
    quote = `${quote.padEnd(passage.startOffset - first.startOffset, '\n')}${passage.text}`;
  return {
    passageId: first.id,
    documentId: first.documentId,
    title: first.title,
    headings: [...first.headings],
    ...(first.page === undefined ? {} : { page: first.page }),
    ...(first.box === undefined || last.page !== first.page ? {} : { box: first.box }),
    startOffset: first.startOffset,
    endOffset: first.startOffset + quote.length,
    quote,
    spoken: spokenCitation(first.title, first.page, language),
  };
}

/** Short enough to be heard: "from the lease, page three". */
export function spokenCitation(title: string, page: number | undefined, language: string): string {
  const name = spokenTitle(title);
  if (language === 'de') {
    return `aus „${name}“${page === undefined ? '' : `, Seite ${ZAHLEN[page] ?? page}`}`;
  }
  const plain = /^(the|my|our|a|an)\b/i.test(name) ? name : `the ${name}`;
  return `from ${plain}${page === undefined ? '' : `, page ${NUMBERS[page] ?? page}`}`;
}

/** Without dates, version marks and underscores that only sort files in a folder. */
function spokenTitle(title: string): string {
  const words = title
    .replace(/[_]+/g, ' ')
    .replace(/\b\d{4}[-.]\d{2}([-.]\d{2})?\b|\bv?\d+(\.\d+)+\b|\s*\(\d+\)/g, ' ')
    .replace(/\s[-–—]+\s|^[-–—\s]+|[-–—\s]+$/g, ' ')
    .replace(/(\p{L})-(\p{L})/gu, '$1 $2')
    .replace(/\s+/g, ' ')
    .trim();
  const short = words === '' ? title : words;
  return short.length > 60 ? `${short.slice(0, 60).replace(/\s\S*$/, '')}` : short;
}
