/** A passphrase for who starts Sotto without a person beside it: `SOTTO_PASSPHRASE_FILE`, where `-` is standard input. */

import { readFile, stat } from 'node:fs/promises';
import { SottoFault } from '../contract/faults.ts';

/** A passphrase that is longer is another kind of file. */
const MAX_BYTES = 4096;

/** The first line of the file. @throws SottoFault `bad-input` when it cannot be read, or others may read it. */
export async function givenPassphrase(
  env: Readonly<Record<string, string | undefined>> = process.env,
  input: AsyncIterable<Buffer | string> = process.stdin,
): Promise<string | undefined> {
  const path = env['SOTTO_PASSPHRASE_FILE'];
  if (path === undefined || path === '') return undefined;
  return readSecretFile(path, input);
}

/** The first line of a file that only this user may read. @throws SottoFault `bad-input` */
export async function readSecretFile(
  path: string,
  input: AsyncIterable<Buffer | string> = process.stdin,
): Promise<string> {
  const line = firstLine(path === '-' ? await readAll(input) : await readPrivate(path));
  if (line === '') throw new SottoFault('bad-input', 'The file for a passphrase is empty.');
  return line;
}

async function readPrivate(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.size > MAX_BYTES) {
    throw new SottoFault('bad-input', 'The file for a passphrase cannot be read, or is none.');
  }
  // Pipes and what a shell makes of `<(…)` belong to nobody else.
  if (process.platform !== 'win32' && found.isFile() && (found.mode & 0o077) !== 0) {
    throw new SottoFault('bad-input', 'Others may read the file for a passphrase. Run chmod 600 on it.');
  }
  return readFile(path, 'utf8');
}

async function readAll(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const part of input) {
    text += part.toString();
    if (text.length > MAX_BYTES) break;
  }
  return text;
}

function firstLine(text: string): string {
  return text.split(/\r?\n/)[0] ?? '';
}
