/** A line that is typed at a terminal and not shown. */

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { cancelled, SottoFault } from '../contract/faults.ts';
import type { Io } from './io.ts';

/** @throws SottoFault `bad-input` without a terminal, `cancelled` on Ctrl-C or Ctrl-D. */
export function askHidden(io: Io, question: string): Promise<string> {
  if (process.stdin.isTTY !== true) {
    throw new SottoFault(
      'bad-input',
      'There is no terminal to type a passphrase at. Name a file that holds it in SOTTO_PASSPHRASE_FILE, or - for standard input.',
    );
  }
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  io.stderr.write(question);
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
    let line: string | undefined;
    lines.once('line', (typed) => {
      line = typed;
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      io.stderr.write('\n');
      if (line === undefined) reject(cancelled());
      else resolve(line);
    });
  });
}
