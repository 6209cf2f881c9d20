/**
 * Blocks → passages: pieces of a document small enough for an embedding model and whole enough to be quoted.
 *
 * Invariants:
 * 1. The text of the document from a passage's offset on is the passage, word for word; between passages there is only
 *    space.
 * 2. No passage crosses a heading, and none goes from one page to the next.
 */

import type { PageBox } from '../../contract/knowledge.ts';
import type { Block } from './extract/extractor.ts';
import type { NewPassage } from './passage-store.ts';

/** Some 200 tokens: what small embedding models were trained on. */
const TARGET_CHARACTERS = 700;
/** A single block may be so long before it is cut at a sentence. */
const MAX_CHARACTERS = 1000;
const SEPARATOR = '\n';

export function chunk(blocks: readonly Block[]): NewPassage[] {
  const passages: NewPassage[] = [];
  const headings: { readonly level: number; readonly text: string }[] = [];
  let offset = 0;
  let open: Block[] = [];
  const openLength = (): number => open.reduce((sum, { text }) => sum + text.length + SEPARATOR.length, 0);
  const close = (): void => {
    const [first] = open;
    if (first === undefined) return;
    const text = open.map((block) => block.text).join(SEPARATOR);
    passages.push({
      text,
      headings: headings.map((heading) => heading.text),
      startOffset: offset,
      ...(first.page === undefined ? {} : { page: first.page }),
      ...boxAround(open),
    });
    offset += text.length + SEPARATOR.length;
    open = [];
  };
  for (const block of blocks) {
    if (block.level !== undefined) {
      // Headings that follow each other stand in one passage with what they head.
      if (open.some(({ level }) => level === undefined)) close();
      while ((headings.at(-1)?.level ?? 0) >= block.level) headings.pop();
      if (open.length > 0 && openLength() > TARGET_CHARACTERS) close();
      headings.push({ level: block.level, text: block.text.slice(0, 200) });
    }
    for (const piece of pieces(block)) {
      const fits = openLength() + piece.text.length <= TARGET_CHARACTERS;
      const onlyHeadings = open.every(({ level }) => level !== undefined);
      if (open.length > 0 && (open[0]?.page !== piece.page || !(fits || onlyHeadings))) close();
      open.push(piece);
    }
  }
  close();
  return passages;
}

/** A long block in pieces that end with a sentence, or at least with a word. */
function pieces(block: Block): Block[] {
  if (block.text.length <= MAX_CHARACTERS) return [block];
  const found: Block[] = [];
  let rest = block.text;
  while (rest.length > MAX_CHARACTERS) {
    const window = rest.slice(0, TARGET_CHARACTERS);
    const sentence = Math.max(...['. ', '! ', '? ', '; ', '。'].map((mark) => window.lastIndexOf(mark) + 1));
    const space = window.lastIndexOf(' ');
    const end =
      sentence > TARGET_CHARACTERS / 3 ? sentence : space > 0 ? space : wholeCharacters(rest, TARGET_CHARACTERS);
    found.push({ ...block, text: rest.slice(0, end).trimEnd() });
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? found : [...found, { ...block, text: rest }];
}

/** Never between the halves of a character. */
function wholeCharacters(text: string, length: number): number {
  const code = text.charCodeAt(length - 1);
  return code >= 0xd800 && code <= 0xdbff ? length - 1 : length;
}

function boxAround(blocks: readonly Block[]): { box?: PageBox } {
  const boxes = blocks.flatMap(({ box }) => box ?? []);
  if (boxes.length === 0) return {};
  return {
    box: {
      left: Math.min(...boxes.map(({ left }) => left)),
      top: Math.min(...boxes.map(({ top }) => top)),
      right: Math.max(...boxes.map(({ right }) => right)),
      bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
    },
  };
}
