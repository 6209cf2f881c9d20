/** Markdown, HTML and addresses → the words in them. Leaves line breaks and the marks of unfinished pairs no trace. */

import { type Rewrite, rewrite } from './rewrite.ts';

/** Quantifiers are bounded, so that no input makes an expression slow. */
const MARKUP: readonly Rewrite[] = [
  [/```[\s\S]*?(?:```|$)/g, '\n'],
  [/<!--[\s\S]*?(?:-->|$)/g, ' '],
  // pictures, links, references, footnotes
  [/!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)/g, '$1'],
  [/\[([^\]\n]{1,300})\]\([^)\n]{0,2000}\)/g, '$1'],
  [/\s?\[\^?\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9}\]:?/g, ''],
  [/\[([^\]\n]{1,300})\]\[[^\]\n]{0,100}\]/g, '$1'],
  // addresses: the host is what a person would say
  [
    /<?\bhttps?:\/\/(?:www\.)?([^\s/)>\]?#]{1,255})[^\s)>\]]{0,2000}>?/gi,
    (address, host) => host.replace(/[.,;:!?]+$/, '') + closingMark(address),
  ],
  [/\bwww\.(?=[a-z0-9])/gi, ''],
  // tags and entities
  [/<br\s?\/?>/gi, '\n'],
  [/<\/?[a-z][a-z0-9-]{0,20}(?:\s[^<>\n]{0,300})?\/?>/gi, ' '],
  [/&nbsp;/gi, ' '],
  [/&lt;/gi, '<'],
  [/&gt;/gi, '>'],
  [/&quot;/gi, '"'],
  [/&#0?39;|&apos;/gi, "'"],
  [/&amp;/gi, '&'],
  // formulas
  [/\\[([\])]|\$\$/g, ' '],
  // lines: rules, table rulers, headings, quotes, list items and tasks
  [/^[ \t]*(?:(?:\*[ \t]?){3,80}|(?:-[ \t]?){3,80}|(?:_[ \t]?){3,80}|={3,80})$/gm, ''],
  [/^(?=[^\n]{0,400}--)[ \t|:-]{2,400}$/gm, ''],
  [/^[ \t]*(?:>[ \t]?){1,10}/gm, ''],
  [/^[ \t]*#{1,6}[ \t]+/gm, ''],
  [/^[ \t]*[-*+•‣◦▪–][ \t]+(?:\[[ xX]\][ \t]+)?/gm, ''],
  [/^[ \t]*\(?(\d{1,2})[.)][ \t]+(?=\S)/gm, '$1, '],
  [/^[ \t]*\||\|[ \t]*$/gm, ''],
  [/[ \t]*\|[ \t]*/g, ', '],
  // emphasis, also where only one of its marks is in this text
  [/`{1,2}/g, ''],
  [/\*{2,3}(?!\d)|(?<!\d)\*{2,3}|~~/g, ''],
  [/__/g, ''],
  [/(?<![\p{L}\p{N}*\\])\*(?=[^\s*])/gu, ''],
  [/(?<=[^\s*\\])\*(?![\p{L}\p{N}*])/gu, ''],
  [/(?<![\p{L}\p{N}_\\])_(?=[^\s_])/gu, ''],
  [/(?<=[^\s_\\])_(?![\p{L}\p{N}_])/gu, ''],
  [/\\(?=[!-/:-@[-`{-~])/g, ''],
];

export function stripMarkdown(text: string): string {
  return rewrite(text, MARKUP);
}

/** A sentence mark that ends up inside the address it follows. */
function closingMark(address: string): string {
  return /[.,;:!?]$/.exec(address.replace(/>$/, ''))?.[0] ?? '';
}
