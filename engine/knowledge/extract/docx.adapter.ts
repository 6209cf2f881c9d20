/** DOCX through mammoth, which gives HTML with its headings. */

import { convertToHtml, images } from 'mammoth';
import type { ReadFormat } from './extractor.ts';
import { readHtml } from './html.adapter.ts';
import { ZipArchive } from './zip-archive.adapter.ts';

const withoutPictures = { convertImage: images.imgElement(async () => ({ src: '' })) };

export const readDocx: ReadFormat = async (bytes, signal) => {
  // Read once under the limits, because mammoth unpacks without any.
  const zip = await ZipArchive.open(bytes);
  for (const name of zip.names) if (name.endsWith('.xml') || name.endsWith('.rels')) await zip.read(name);
  const { value } = await convertToHtml({ buffer: Buffer.from(bytes) }, withoutPictures);
  return readHtml(new TextEncoder().encode(value), signal);
};
