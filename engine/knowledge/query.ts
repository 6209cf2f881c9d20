/** What to look for, given what was said, and what was said before it. No model is asked. */

import { contentWords } from './content-words.ts';

export interface EarlierTurn {
  readonly userText: string;
  readonly answer: string;
}

/** A beginning, or a word, that points at something said before. */
const POINTS_BACK =
  /^(and|what about|how about|but|or|und|was ist mit|aber|oder|wie ist es mit)\b|\b(it|its|that|this|those|these|them|they|he|she|him|her|there|same|other one|another one|the first|the second|das|dies|diese[rnms]?|davon|dazu|darin|dort|es|er|sie|andere[rns]?)\b/i;
const MANY_WORDS = 6;

/** The words of the turn before are looked for too where these point back to it, or are too few to be a question. */
export function contextualQuery(text: string, earlier: readonly EarlierTurn[]): string {
  const own = contentWords(text);
  const [last] = earlier.slice(-1);
  if (last === undefined || own.length >= MANY_WORDS) return text;
  if (own.length > 1 && !POINTS_BACK.test(text.trim())) return text;
  return `${last.userText} ${text}`.trim();
}

const DOCUMENT_WORDS =
  /\b(documents?|letters?|files?|papers?|contracts?|leases?|pdfs?|e-?mails?|manuals?|reports?|notes?|invoices?|bills?|receipts?|statements?|policy|policies|guides?|books?|articles?|tables?|spreadsheets?|dokumente?n?|briefe?s?|dateie?n?|unterlagen|verträge|vertrage?s?|mietvertrag|rechnung(en)?|anleitung(en)?|handbuch|handbücher|berichte?s?|notizen|bescheide?s?|bücher|buch|tabellen?)\b/i;

/** Whether the user asks for what is in their documents, so that silence about them would mislead. */
export function asksForDocuments(text: string, titles: readonly string[]): boolean {
  if (DOCUMENT_WORDS.test(text)) return true;
  const said = contentWords(text);
  return titles.some((title) => {
    const words = contentWords(title);
    return words.length > 0 && words.every((word) => said.includes(word));
  });
}
