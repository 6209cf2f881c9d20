/** Markdown as blocks: headings, paragraphs, list items, table rows. Links and emphasis leave their words behind. */

import { decodeText } from './decode-text.ts';
import type { Block, ReadFormat } from './extractor.ts';
import { tidy } from './plain-text.ts';

const FRONT_MATTER = /^---\r?\n[\s\S]*?\r?\n---\r?\n/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const FENCE = /^ {0,3}(```|~~~)/;
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?[\s:|-]+\|[\s:|-]*$/;

export const readMarkdown: ReadFormat = async (bytes) => {
  const blocks: Block[] = [];
  let open: string[] = [];
  let fence: string | undefined;
  const close = (): void => {
    const text = plain(open.join(' '));
    if (text !== '') blocks.push({ text });
    open = [];
  };
  for (const line of decodeText(bytes).replace(FRONT_MATTER, '').split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || fence === mark)) {
      close();
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence !== undefined) {
      open.push(line);
      continue;
    }
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    if (heading !== null) {
      close();
      blocks.push({ text: plain(heading[2] ?? ''), level: heading[1]?.length ?? 1 });
    } else if (/^\s*(=+|-{3,})\s*$/.test(line) && open.length === 1) {
      blocks.push({ text: plain(open[0] ?? ''), level: line.includes('=') ? 1 : 2 });
      open = [];
    } else if (line.trim() === '' || TABLE_RULE.test(line)) {
      close();
    } else if (item !== null || line.trimStart().startsWith('|')) {
      close();
      open.push(item?.[1] ?? line.replaceAll('|', ' '));
    } else {
      open.push(line.replace(/^\s*>\s?/, ''));
    }
  }
  close();
  return { blocks: blocks.filter(({ text }) => text !== ''), title: blocks.find(({ level }) => level === 1)?.text };
};

function plain(text: string): string {
  return tidy(
    text
      .replace(/!?\[([^\]]{0,500})\]\([^)\s]{0,2000}[^)]{0,500}\)/g, '$1')
      .replace(/<[^<>]{0,500}>/g, ' ')
      .replace(/(\*\*|__|`)/g, '')
      .replace(/(^|\s)[*_](\S[^*_]{0,500})[*_]/g, '$1$2'),
  );
}
