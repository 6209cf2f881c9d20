/** Mail through postal-mime: who wrote to whom, when, about what, and the words; what is attached is named only. */

import PostalMime from 'postal-mime';
import type { Block, ReadFormat } from './extractor.ts';
import { readHtml } from './html.adapter.ts';
import { paragraphs, tidy } from './plain-text.ts';

export const readEmail: ReadFormat = async (bytes, signal) => {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 50, maxHeadersSize: 1024 * 1024 });
  const title = tidy(mail.subject ?? '');
  const people = (
    list: readonly { readonly name?: string | undefined; readonly address?: string | undefined }[] | undefined,
  ): string => (list ?? []).map(({ name, address }) => name || address || '').join(', ');
  const head: Block[] = [
    title === '' ? '' : title,
    mail.from === undefined ? '' : `From: ${people([mail.from])}`,
    mail.to === undefined ? '' : `To: ${people(mail.to)}`,
    mail.date === undefined ? '' : `Date: ${mail.date.slice(0, 10)}`,
    mail.attachments.length === 0
      ? ''
      : `Attached: ${mail.attachments.map(({ filename }) => filename ?? '').join(', ')}`,
  ]
    .map((text, index) => ({ text: tidy(text), ...(index === 0 ? { level: 1 } : {}) }))
    .filter(({ text }) => text !== '');
  const { text = '', html = '' } = mail;
  const body = text.trim() === '' ? (await readHtml(new TextEncoder().encode(html), signal)).blocks : paragraphs(text);
  return { blocks: [...head, ...body], ...(title === '' ? {} : { title }) };
};
