/** What the user wants remembered about themselves: in their words, kept in the profile, part of every prompt. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Kept, keep, keptOf } from './kept-records.ts';
import type { ToolRecords } from './tool-records.ts';

const keptFact = z.object({ text: z.string(), saidAtMs: z.number() });
export type UserFact = Kept<z.infer<typeof keptFact>>;

export const LONGEST_FACT = 300;
const MOST_FACTS = 200;
/** Every prompt begins with them, and the smallest context must have room for a conversation as well. */
const PROMPT_CHARACTERS = 600;

/** The oldest first. */
export function factsIn(records: ToolRecords): Promise<readonly UserFact[]> {
  return keptOf(records, 'fact', keptFact);
}

/** The same words again are the same fact. Beyond the most there may be, the oldest gives way. */
export async function keepFact(text: string, saidAtMs: number, records: ToolRecords): Promise<UserFact> {
  const known = await factsIn(records);
  const same = known.find((fact) => sameWords(fact.text, text));
  if (same !== undefined) return same;
  for (const { id } of known.slice(0, Math.max(0, known.length + 1 - MOST_FACTS))) await records.remove('fact', id);
  const fact: UserFact = { id: randomUUID(), text: sentence(text), saidAtMs };
  await putFact(fact, records);
  return fact;
}

export function putFact({ id, text, saidAtMs }: UserFact, records: ToolRecords): Promise<void> {
  return keep(records, 'fact', { id, text: sentence(text), saidAtMs });
}

/** Those that the words name: all of their words are in it. */
export function factsNamed(text: string, facts: readonly UserFact[]): readonly UserFact[] {
  const wanted = wordsOf(text);
  return wanted.size === 0 ? [] : facts.filter((fact) => isWithin(wanted, wordsOf(fact.text)));
}

/** For the prompt: the newest that fit, in the order they were said. */
export function factsForPrompt(facts: readonly UserFact[]): string {
  const fitting: string[] = [];
  let characters = 0;
  for (const { text } of facts.toReversed()) {
    characters += text.length + 1;
    if (characters > PROMPT_CHARACTERS) break;
    fitting.unshift(text);
  }
  return fitting.join(' ');
}

function sentence(text: string): string {
  const plain = text.replace(/\s+/gu, ' ').trim().slice(0, LONGEST_FACT);
  const begun = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.!?]$/u.test(begun) ? begun : `${begun}.`;
}

function sameWords(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  return a.size === b.size && isWithin(a, b);
}

/** "I'm" and "I am" are the same. */
function wordsOf(text: string): ReadonlySet<string> {
  const plain = text
    .toLowerCase()
    .replace(/[\u2018\u2019]/gu, "'")
    .replace(/\bi'm\b/gu, 'i am')
    .replace(/\bwe're\b/gu, 'we are')
    .replace(/\bdass\b/gu, ' ');
  return new Set(plain.match(/[\p{L}\p{N}']+/gu) ?? []);
}

function isWithin(words: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...words].every((word) => others.has(word));
}
