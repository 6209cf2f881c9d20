import { decodeText } from './decode-text.ts';
import type { Block, ReadFormat } from './extractor.ts';

export const readPlainText: ReadFormat = async (bytes) => ({ blocks: paragraphs(decodeText(bytes)) });

/** Lines that an empty line sets apart. */
export function paragraphs(text: string): Block[] {
  return text
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .map((part) => ({ text: tidy(part) }))
    .filter((block) => block.text !== '');
}

/** One space where there was any, and no characters that only steer a terminal or the direction of writing. */
export function tidy(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}
