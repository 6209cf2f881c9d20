/** A table as text: each row with the names of its columns, so that it can be understood on its own. */

import { type Options, parse } from 'csv-parse';
import { decodeText } from './decode-text.ts';
import type { Block, ReadFormat } from './extractor.ts';
import { tidy } from './plain-text.ts';

export const readCsv: ReadFormat = async (bytes) => {
  const text = decodeText(bytes);
  const [first = ''] = text.split(/\r?\n/, 1);
  const delimiter = ['\t', ';', ','].find((mark) => first.includes(mark)) ?? ',';
  const rows = await parsed(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
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

function parsed(text: string, options: Options): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    parse(text, options, (error, rows: string[][]) =>
      error === undefined || error === null ? resolve(rows) : reject(error),
    );
  });
}
