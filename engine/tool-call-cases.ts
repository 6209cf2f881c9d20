/**
 * A small test of whether a language model picks the right tool, and none where none is called for. Its words are not
 * those of any tool of the product, so that a model is judged and not a prompt.
 */

import type { ChatMessage } from './reply/language-model.ts';

export interface ToolCallCase {
  readonly said: string;
  /** `none`: the right thing is to just answer. */
  readonly tool: ToolName;
  /** The argument must contain one of these; empty where any will do. */
  readonly argumentHas: readonly string[];
}

const TOOL_NAMES = ['set_timer', 'add_to_list', 'play_music', 'get_weather', 'none'] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

export const TOOL_CALL_CASES: readonly ToolCallCase[] = [
  { said: 'Wake me up in a quarter of an hour.', tool: 'set_timer', argumentHas: ['15', 'fifteen', 'quarter'] },
  { said: 'The eggs need seven minutes.', tool: 'set_timer', argumentHas: ['7', 'seven'] },
  { said: 'We are out of milk, remember that for the shopping.', tool: 'add_to_list', argumentHas: ['milk'] },
  { said: 'Put batteries on the list, please.', tool: 'add_to_list', argumentHas: ['batter'] },
  { said: 'I would like to hear some Chopin.', tool: 'play_music', argumentHas: ['chopin'] },
  { said: 'Play something calm.', tool: 'play_music', argumentHas: ['calm'] },
  { said: 'Do I need an umbrella in Oslo today?', tool: 'get_weather', argumentHas: ['oslo'] },
  { said: 'How hot will it be in Madrid tomorrow?', tool: 'get_weather', argumentHas: ['madrid'] },
  { said: 'Why is the sky blue?', tool: 'none', argumentHas: [] },
  { said: 'Who wrote Faust?', tool: 'none', argumentHas: [] },
  { said: 'I set a timer yesterday and it did not ring.', tool: 'none', argumentHas: [] },
  { said: 'My grandmother used to play the piano.', tool: 'none', argumentHas: [] },
  { said: 'What does the word umbrella mean?', tool: 'none', argumentHas: [] },
  { said: 'Thank you, that was all.', tool: 'none', argumentHas: [] },
];

const INSTRUCTIONS = `Choose the tool that does what the user asks for, and its argument.
set_timer: how long. add_to_list: the thing. play_music: what to play. get_weather: the place.
none: questions, remarks and greetings that no tool is for; the argument is empty.
Answer with JSON only.`;

/** One answer for each tool, so that none is suggested. */
const EXAMPLES: readonly (readonly [said: string, tool: ToolName, argument: string])[] = [
  ['Tell me when twenty minutes are over.', 'set_timer', '20 minutes'],
  ['Good morning!', 'none', ''],
  ['Is it raining in Rome?', 'get_weather', 'Rome'],
  ['I must buy stamps.', 'add_to_list', 'stamps'],
  ['How tall is the Eiffel Tower?', 'none', ''],
  ['Put on some jazz.', 'play_music', 'jazz'],
];

export const TOOL_CALL_SCHEMA: Readonly<Record<string, unknown>> = {
  type: 'object',
  properties: { tool: { enum: TOOL_NAMES }, argument: { type: 'string' } },
  required: ['tool', 'argument'],
};

export function toolCallMessages({ said }: ToolCallCase): readonly ChatMessage[] {
  return [
    { role: 'system', text: INSTRUCTIONS },
    ...EXAMPLES.flatMap(([asked, tool, argument]): ChatMessage[] => [
      { role: 'user', text: asked },
      { role: 'assistant', text: JSON.stringify({ tool, argument }) },
    ]),
    { role: 'user', text: said },
  ];
}

export interface ToolCallScore {
  /** Cases that need a tool: right tool with a right argument. */
  readonly calls: { readonly right: number; readonly of: number };
  /** Cases that need none: no tool called. */
  readonly restraint: { readonly right: number; readonly of: number };
}

/** `answers` in the order of `TOOL_CALL_CASES`; text that is no JSON object counts as wrong. */
export function scoreToolCalls(answers: readonly string[]): ToolCallScore {
  const right = TOOL_CALL_CASES.map((expected, index) => isRight(expected, answers[index] ?? ''));
  const count = (needsTool: boolean): { right: number; of: number } => {
    const indexes = TOOL_CALL_CASES.flatMap(({ tool }, index) => ((tool !== 'none') === needsTool ? [index] : []));
    return { right: indexes.filter((index) => right[index]).length, of: indexes.length };
  };
  return { calls: count(true), restraint: count(false) };
}

function isRight({ tool, argumentHas }: ToolCallCase, answer: string): boolean {
  const given = parse(answer);
  if (given?.tool !== tool) return false;
  const argument = String(given.argument ?? '').toLowerCase();
  return argumentHas.length === 0 || argumentHas.some((part) => argument.includes(part));
}

function parse(answer: string): { readonly tool?: unknown; readonly argument?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(answer);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
