/** HTML as blocks, through cheerio. */

import { load } from 'cheerio';
import { decodeText } from './decode-text.ts';
import { type Block, MAX_NESTING, type ReadFormat, Unreadable } from './extractor.ts';
import { tidy } from './plain-text.ts';

const HIDDEN = 'script, style, noscript, template, svg, canvas, iframe, object, nav, [hidden], [aria-hidden=true]';
const BLOCKS = new Set(
  (
    'address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 ' +
    'h4 h5 h6 header hr li main ol p pre section summary table tr ul text:p text:h text:list-item table:table-row'
  ).split(' '),
);

/** As far as it is used here. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

export const readHtml: ReadFormat = async (bytes) => {
  const page = load(decodeText(bytes));
  page(HIDDEN).remove();
  const title = tidy(page('title').first().text());
  return { blocks: blocksOf(page('body').get(0) as Node | undefined), ...(title === '' ? {} : { title }) };
};

/** The blocks of XML that names its paragraphs, such as the content of an ODT. */
export function blocksOfXml(xml: string, root: string): Block[] {
  const page = load(xml, { xml: true });
  return blocksOf(page(root).get(0) as Node | undefined);
}

/** Text between the borders of blocks, in order. Depth is bounded, so that a deep tree cannot exhaust the stack. */
function blocksOf(root: Node | undefined): Block[] {
  const blocks: Block[] = [];
  let open = '';
  let level: number | undefined;
  const close = (): void => {
    const text = tidy(open);
    if (text !== '') blocks.push({ text, ...(level === undefined ? {} : { level }) });
    open = '';
  };
  const walk = (node: Node, depth: number): void => {
    if (depth > MAX_NESTING) throw new Unreadable('too-deep');
    if (node.type === 'text') {
      open += node.data ?? '';
      return;
    }
    const { name = '' } = node;
    if (name === 'br' || name === 'td' || name === 'th' || /^(text:(s|tab|line-break)|table:table-cell)$/.test(name))
      open += ' ';
    const isBlock = BLOCKS.has(name);
    if (isBlock) close();
    const outer = level;
    if (/^h[1-6]$/.test(name)) level = Number(name[1]);
    if (name === 'text:h') level = Math.min(6, Number(node.attribs?.['text:outline-level'] ?? 1));
    for (const child of node.children ?? []) walk(child, depth + 1);
    if (isBlock) close();
    level = outer;
  };
  if (root !== undefined) walk(root, 0);
  close();
  return blocks;
}
