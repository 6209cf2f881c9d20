/** What a file is, by what is in it; the name only decides between kinds of plain text. */

import { extname } from 'node:path';
import type { DocumentFormat } from '../../../contract/knowledge.ts';

/** Enough for the beginning of every format. */
export const SNIFFED_BYTES = 4096;

/** `zip` must be opened to be known. */
export type Sniffed = DocumentFormat | 'zip' | 'encrypted' | undefined;

const BY_NAME: Readonly<Record<string, DocumentFormat>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.eml': 'email',
  '.txt': 'text',
  '.text': 'text',
  '.log': 'text',
  '.rst': 'text',
  '.org': 'text',
};

/** Also what has no text, so that a user is told of it; everything else in a folder is passed over in silence. */
export function looksLikeDocument(path: string): boolean {
  return (
    extname(path).toLowerCase() in BY_NAME || ['.pdf', '.docx', '.odt', '.epub'].includes(extname(path).toLowerCase())
  );
}

/** @param head the first bytes of the file. */
export function sniff(head: Uint8Array, path: string): Sniffed {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFFED_BYTES));
  const latin = bytes.toString('latin1');
  if (latin.slice(0, 1024).includes('%PDF-')) return 'pdf';
  if (latin.startsWith('PK\x03\x04')) return 'zip';
  // Office files with a password are compound files with the document inside.
  if (latin.startsWith('\xd0\xcf\x11\xe0') && /\.(docx|odt)$/i.test(path)) return 'encrypted';
  if (!isText(bytes)) return undefined;
  const text = latin.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '').trimStart();
  if (/^(<!doctype html|<html|<\?xml[^>]*>\s*<(!doctype )?html)/i.test(text)) return 'html';
  if (
    /^((from|to|received|return-path|date|subject|message-id|mime-version|delivered-to|x-[\w-]+): .*\r?\n([ \t].*\r?\n)*){2}/i.test(
      text,
    )
  ) {
    return 'email';
  }
  const named = BY_NAME[extname(path).toLowerCase()];
  // What only claims to be a page or a mail is read as the text that it is.
  return named === 'email' ? 'text' : named;
}

function isText(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return !bytes.includes(0);
}
