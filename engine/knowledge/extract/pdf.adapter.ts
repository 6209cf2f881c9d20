/** PDF through unpdf (pdf.js): lines put together to paragraphs, each with its page and its place on it. */

import { getDocumentProxy } from 'unpdf';
import type { PageBox } from '../../../contract/knowledge.ts';
import { type Block, type ReadFormat, Unreadable } from './extractor.ts';
import { tidy } from './plain-text.ts';

const MAX_PAGES = 5000;

/** As far as it is used here; marks in between have no text. */
interface TextItem {
  readonly str?: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly hasEOL: boolean;
}

/** In points, from the bottom left corner of the page. */
interface Run {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly endsLine: boolean;
}

interface Line {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
}

export const readPdf: ReadFormat = async (bytes, signal) => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), {
    verbosity: 0,
    stopAtErrors: false,
    isEvalSupported: false,
  }).catch((error: Error) => {
    throw new Unreadable(error.name === 'PasswordException' ? 'encrypted' : 'damaged');
  });
  if (pdf.numPages > MAX_PAGES) throw new Unreadable('too-large');
  const blocks: Block[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    signal.throwIfAborted();
    const page = await pdf.getPage(number);
    const [x0 = 0, y0 = 0, x1 = 1, y1 = 1] = page.view;
    const { items } = await page.getTextContent();
    const runs = (items as readonly TextItem[]).flatMap((item): Run[] => {
      if (item.str === undefined) return [];
      const [, , c = 0, d = 0, x = 0, y = 0] = item.transform;
      return [
        { text: item.str, x: x - x0, y: y - y0, width: item.width, size: Math.hypot(c, d), endsLine: item.hasEOL },
      ];
    });
    blocks.push(...pageBlocks(linesOf(runs), { width: x1 - x0, height: y1 - y0 }, number));
    page.cleanup();
  }
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = tidy(String((info as { Title?: unknown }).Title ?? ''));
  const pages = pdf.numPages;
  await pdf.loadingTask.destroy();
  if (blocks.length === 0) throw new Unreadable('scanned');
  return { blocks, pages, ...(title === '' ? {} : { title }) };
};

function linesOf(runs: readonly Run[]): Line[] {
  const lines: Line[] = [];
  let open: Line | undefined;
  for (const run of runs) {
    if (open !== undefined && Math.abs(run.y - open.y) > Math.max(open.size, run.size) * 0.6 && run.text.trim() !== '')
      open = undefined;
    if (open === undefined) {
      if (run.text.trim() === '') continue;
      open = { text: '', left: run.x, right: run.x, y: run.y, size: run.size };
      lines.push(open);
    }
    const gap = run.x - open.right > run.size * 0.15 && open.text !== '' && !open.text.endsWith(' ');
    open.text += `${gap ? ' ' : ''}${run.text}`;
    open.left = Math.min(open.left, run.x);
    open.right = Math.max(open.right, run.x + run.width);
    open.size = Math.max(open.size, run.size);
    if (run.endsLine) open = undefined;
  }
  return lines.filter((line) => line.text.trim() !== '');
}

/** A wide gap or another size of letters begins a paragraph; letters larger than most are a heading. */
function pageBlocks(
  lines: readonly Line[],
  page: { readonly width: number; readonly height: number },
  number: number,
): Block[] {
  const sizes = lines
    .flatMap(({ size, text }) => Array.from({ length: Math.ceil(text.length / 20) }, () => size))
    .sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const paragraphs: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const gap = before === undefined ? Infinity : before.y - line.y;
    const begins =
      before === undefined ||
      gap < 0 ||
      gap > 1.7 * Math.max(line.size, before.size) ||
      Math.abs(line.size - before.size) > 1;
    if (begins) paragraphs.push([line]);
    else paragraphs.at(-1)?.push(line);
  }
  return paragraphs.map((group) => {
    const size = Math.max(...group.map((line) => line.size));
    const text = tidy(
      group
        .map((line) => line.text)
        .join('\n')
        .replace(/(\p{Ll})-\n(?=\p{Ll})/gu, '$1'),
    );
    const isHeading = size > usual * 1.15 && text.length < 200;
    return {
      text,
      page: number,
      box: boxOf(group, page),
      ...(isHeading ? { level: size > usual * 1.6 ? 1 : 2 } : {}),
    };
  });
}

function boxOf(
  lines: readonly Line[],
  { width, height }: { readonly width: number; readonly height: number },
): PageBox {
  const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
  return {
    left: share(Math.min(...lines.map((line) => line.left)) / width),
    top: share(1 - Math.max(...lines.map((line) => line.y + line.size)) / height),
    right: share(Math.max(...lines.map((line) => line.right)) / width),
    bottom: share(1 - Math.min(...lines.map((line) => line.y - 0.25 * line.size)) / height),
  };
}
