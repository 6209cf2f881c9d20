/** EPUB: its chapters in reading order (container → package → spine). */

import { posix } from 'node:path';
import { load } from 'cheerio';
import { type Block, type ReadFormat, Unreadable } from './extractor.ts';
import { readHtml } from './html.adapter.ts';
import { tidy } from './plain-text.ts';
import { ZipArchive } from './zip-archive.adapter.ts';

export const readEpub: ReadFormat = async (bytes, signal) => {
  const zip = await ZipArchive.open(bytes);
  const container = load(await zip.text('META-INF/container.xml'), { xml: true });
  const packagePath = container('rootfile').first().attr('full-path') ?? '';
  const book = load(await zip.text(packagePath), { xml: true });
  const files = new Map<string, string>();
  book('manifest > item').each((_, item) => {
    files.set(book(item).attr('id') ?? '', book(item).attr('href') ?? '');
  });
  const chapters = book('spine > itemref')
    .toArray()
    .map((item) => files.get(book(item).attr('idref') ?? '') ?? '')
    .map((href) => posix.join(posix.dirname(packagePath), decodeURIComponent(href.split('#')[0] ?? '')));
  const encrypted = zip.names.includes('META-INF/encryption.xml') ? await zip.text('META-INF/encryption.xml') : '';
  const blocks: Block[] = [];
  for (const chapter of chapters) {
    if (!zip.names.includes(chapter)) continue;
    if (encrypted.includes(chapter)) throw new Unreadable('encrypted');
    blocks.push(...(await readHtml(await zip.read(chapter), signal)).blocks);
    signal.throwIfAborted();
  }
  const title = tidy(book('metadata').find('dc\\:title, title').first().text());
  return { blocks, ...(title === '' ? {} : { title }) };
};
