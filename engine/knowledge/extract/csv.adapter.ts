/** A table as text: each row with the names of its columns, so that it can be understood on its own. */

import { parse } from 'csv-parse/sync';
import { decodeText } from './decode-text.ts';
import type { Block, ReadFormat } from './extractor.ts';
import { tidy } from './plain-text.ts';

export const readCsv: ReadFormat = async (bytes) => {
  const text = decodeText(bytes);
  const [first = ''] = text.split(/\r?\n/, 1);
  const delimiter = ['\t', ';', ','].find((mark) => first.includes(mark)) ?? ',';
  const rows = parse(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  const [header = [], ...records] = rows;
  const blocks = records.map(
    (record): Block => ({
      text: tidy(
        record
          .flatMap((value, i) => (value.trim() === '' ? [] : `${header[i] ?? ''}: ${value}`.replace(/^: /, '')))
          .join('; '),
      ),
    }),
  );
  return { blocks: blocks.filter((block) => block.text !== '') };
};
