/** Notes of turns that leave the prompt. */

import { SottoFault } from '../../contract/faults.ts';
import type { RememberedTurn } from './conversation-memory.ts';
import { sentencesOf } from './facts.ts';
import type { ChatMessage, LanguageModel } from './language-model.ts';
import { sanitiseReply } from './reply-stream.ts';

export interface SummaryRequest {
  /** Notes of the turns before these; may be empty. */
  readonly notes: string;
  readonly turns: readonly RememberedTurn[];
  readonly maxTokens: number;
}

const INSTRUCTIONS =
  'You take notes of a conversation. Write a few short sentences that keep names, facts about the user, wishes, ' +
  'decisions and open questions. Only what was said; nothing else. Use the language of the conversation.';
/** Longer texts are cut in the prompt: notes need their gist. */
const MAX_TEXT_CHARACTERS = 400;
/** Of the context, for the conversation that is noted down; the rest is for the notes, old and new. */
const PROMPT_SHARE = 0.6;
/** A character of an alphabet is at least a sixth of a token, of Chinese about one; see `fitTurns`. */
const CHARACTERS_PER_TOKEN = 2;
/** Notes less than half of whose words occur in the conversation are invented. */
const MIN_GROUNDED_SHARE = 0.5;
/** A lower share of different words is a loop. */
const MIN_DISTINCT_SHARE = 0.4;
const MAX_EXTRACT_CHARACTERS = 300;

/**
 * Notes by the model where they are usable, otherwise the old notes and what the user last asked.
 * @throws SottoFault `cancelled` when `signal` aborts or a turn takes the model.
 */
export async function summarise(model: LanguageModel, request: SummaryRequest, signal: AbortSignal): Promise<string> {
  const turns = fitTurns(request.turns, model.contextTokens * PROMPT_SHARE * CHARACTERS_PER_TOKEN);
  const source = [request.notes, ...turns.flatMap((turn) => [turn.userText, turn.heardText])].join('\n');
  try {
    const written = await write(model, promptOf(request.notes, turns), request.maxTokens, signal);
    if (isUsable(written, source)) return written;
  } catch (error) {
    if (error instanceof SottoFault && error.code === 'cancelled') throw error;
    // Notes are an improvement, not a need: a model that fails here leaves the extract.
  }
  return extract(request.notes, request.turns);
}

function promptOf(notes: string, turns: readonly RememberedTurn[]): ChatMessage[] {
  const lines = turns.flatMap((turn) => [`User: ${turn.userText}`, `Assistant: ${turn.heardText}`]);
  const before = notes === '' ? '' : `Notes so far: ${notes}\n\n`;
  const text = `${before}Conversation:\n${lines.join('\n')}\n\nWrite the new notes.`;
  return [
    { role: 'system', text: INSTRUCTIONS },
    { role: 'user', text },
  ];
}

async function write(
  model: LanguageModel,
  messages: readonly ChatMessage[],
  maxTokens: number,
  signal: AbortSignal,
): Promise<string> {
  const request = { messages, maxTokens, temperature: 0, priority: 'background' } as const;
  let text = '';
  let reason = 'end';
  for await (const delta of sanitiseReply(model.generate(request, signal))) {
    if (delta.type === 'text') text += delta.text;
    else reason = delta.reason;
  }
  text = text
    .replace(/^\s*notes?\s*(so far)?\s*:\s*/i, '')
    .replace(/\s+/g, ' ')
    .trim();
  return reason === 'length' ? wholeSentences(text) : text;
}

/** The newest turns whose texts, cut to size, fit together. */
function fitTurns(turns: readonly RememberedTurn[], maxCharacters: number): RememberedTurn[] {
  const fitting: RememberedTurn[] = [];
  let characters = 0;
  for (const turn of [...turns].reverse()) {
    const cut = { userText: shorten(turn.userText), heardText: shorten(turn.heardText) };
    characters += cut.userText.length + cut.heardText.length;
    if (characters > maxCharacters) break;
    fitting.unshift(cut);
  }
  return fitting;
}

function isUsable(notes: string, source: string): boolean {
  const words = wordsOf(notes);
  // A transcript instead of notes, or the template spelled out.
  if (words.length < 3 || /<\||\b(user|assistant)\s*:/i.test(notes)) return false;
  if (new Set(words).size / words.length < MIN_DISTINCT_SHARE) return false;
  const said = new Set(wordsOf(source).map(stem));
  const telling = words.filter((word) => word.length >= 4);
  const grounded = telling.filter((word) => said.has(stem(word)));
  return telling.length > 0 && grounded.length / telling.length >= MIN_GROUNDED_SHARE;
}

/** Words; in scripts without spaces, pairs of characters. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (!/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]/u.test(word)) words.push(word);
    else for (let at = 0; at + 1 < word.length; at += 1) words.push(`${word.slice(at, at + 2)}  `);
  }
  return words;
}

/** Enough of a word to find it again with another ending. */
function stem(word: string): string {
  return word.slice(0, 5);
}

function extract(notes: string, turns: readonly RememberedTurn[]): string {
  const questions = turns.flatMap((turn) => sentencesOf(turn.userText)).filter((sentence) => /[?？]$/.test(sentence));
  let asked = '';
  for (const question of questions.reverse()) {
    if (asked.length + question.length > MAX_EXTRACT_CHARACTERS) break;
    asked = asked === '' ? `"${question}"` : `"${question}" ${asked}`;
  }
  const before = notes.replace(/ ?The user asked: .*$/s, '');
  const kept =
    before.length > MAX_EXTRACT_CHARACTERS ? wholeSentences(before.slice(0, MAX_EXTRACT_CHARACTERS)) : before;
  return [kept, asked === '' ? '' : `The user asked: ${asked}`].filter((part) => part !== '').join(' ');
}

function wholeSentences(text: string): string {
  const end = Math.max(text.lastIndexOf('. '), text.lastIndexOf('! '), text.lastIndexOf('? '), text.lastIndexOf('。'));
  return end > 0 ? text.slice(0, end + 1) : text;
}

function shorten(text: string): string {
  return text.length > MAX_TEXT_CHARACTERS ? `${text.slice(0, MAX_TEXT_CHARACTERS - 1)}…` : text;
}
