/** Reads a file in this process, whatever it is. */

import { open } from 'node:fs/promises';
import { cancelled } from '../../../contract/faults.ts';
import type { DocumentFormat, SkipReason } from '../../../contract/knowledge.ts';
import {
  type Extraction,
  type Extractor,
  MAX_FILE_BYTES,
  MAX_TEXT_CHARACTERS,
  type ReadFormat,
  Unreadable,
} from './extractor.ts';
import { type Sniffed, sniff } from './sniff.ts';
import { ZipArchive } from './zip-archive.adapter.ts';

/** Libraries load with the first file that needs them. */
const READERS: Readonly<Record<DocumentFormat, () => Promise<ReadFormat>>> = {
  pdf: async () => (await import('./pdf.adapter.ts')).readPdf,
  docx: async () => (await import('./docx.adapter.ts')).readDocx,
  odt: async () => (await import('./odt.adapter.ts')).readOdt,
  html: async () => (await import('./html.adapter.ts')).readHtml,
  markdown: async () => (await import('./markdown.ts')).readMarkdown,
  epub: async () => (await import('./epub.adapter.ts')).readEpub,
  text: async () => (await import('./plain-text.ts')).readPlainText,
  email: async () => (await import('./email.adapter.ts')).readEmail,
  csv: async () => (await import('./csv.adapter.ts')).readCsv,
};

export const fileExtractor: Extractor = {
  async extract(path, signal): Promise<Extraction> {
    try {
      const bytes = await readWhole(path);
      const format = await formatOf(sniff(bytes, path), bytes);
      const read = await READERS[format]();
      const document = await read(bytes, signal);
      const characters = document.blocks.reduce((sum, { text }) => sum + text.length, 0);
      if (characters === 0) throw new Unreadable('empty');
      if (characters > MAX_TEXT_CHARACTERS) throw new Unreadable('too-large');
      return { outcome: 'read', document: { ...document, format } };
    } catch (error) {
      if (signal.aborted) throw cancelled();
      return { outcome: 'skipped', reason: reasonOf(error) };
    }
  },
};

async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > MAX_FILE_BYTES) throw new Unreadable('too-large');
    if (size === 0) throw new Unreadable('empty');
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function formatOf(sniffed: Sniffed, bytes: Uint8Array): Promise<DocumentFormat> {
  if (sniffed === undefined) throw new Unreadable('unknown-format');
  if (sniffed === 'encrypted') throw new Unreadable('encrypted');
  if (sniffed !== 'zip') return sniffed;
  const zip = await ZipArchive.open(bytes);
  if (zip.names.includes('word/document.xml')) return 'docx';
  const type = zip.names.includes('mimetype') ? (await zip.text('mimetype')).trim() : '';
  if (type === 'application/vnd.oasis.opendocument.text') return 'odt';
  if (type === 'application/epub+zip') return 'epub';
  throw new Unreadable('unknown-format');
}

function reasonOf(error: unknown): SkipReason {
  if (error instanceof Unreadable) return error.reason;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'gone';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO') return 'unreadable';
  return error instanceof RangeError ? 'too-deep' : 'damaged';
}
