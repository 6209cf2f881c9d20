/** OpenDocument text: the paragraphs of its content. */

import { type ReadFormat, Unreadable } from './extractor.ts';
import { blocksOfXml } from './html.adapter.ts';
import { ZipArchive } from './zip-archive.adapter.ts';

export const readOdt: ReadFormat = async (bytes) => {
  const zip = await ZipArchive.open(bytes);
  const manifest = zip.names.includes('META-INF/manifest.xml') ? await zip.text('META-INF/manifest.xml') : '';
  if (manifest.includes('encryption-data')) throw new Unreadable('encrypted');
  return { blocks: blocksOfXml(await zip.text('content.xml'), 'office\\:text') };
};
