/**
 * A long conversation straight with the model: does the time to the first token stay flat, and is the beginning still
 * known at the end? Between turns nobody speaks, which is when the memory is shortened.
 *
 *   node test/bench/long-conversation.ts [--turns 150] [--context 2048] [--model FILE --family chatml] [--json]
 */

import { parseArgs } from 'node:util';
import type { ChatFamily } from '../../contract/chat-family.ts';
import { createCompactor } from '../../engine/reply/compaction.ts';
import { EMPTY_MEMORY, rememberTurn } from '../../engine/reply/conversation-memory.ts';
import type { ChatMessage, LanguageModel, TokenUsage } from '../../engine/reply/language-model.ts';
import { createLlamaLanguageModel } from '../../engine/reply/llama.adapter.ts';
import { buildPrompt } from '../../engine/reply/prompt.ts';
import { sanitiseReply } from '../../engine/reply/reply-stream.ts';
import { installedModelFile } from '../support/models.ts';

const { values: options } = parseArgs({
  options: {
    turns: { type: 'string', default: '150' },
    context: { type: 'string', default: '2048' },
    model: { type: 'string' },
    family: { type: 'string', default: 'chatml' },
    json: { type: 'boolean', default: false },
  },
});

const NEVER = new AbortController().signal;
const PERSONA = { name: 'Sotto', instructions: '' };
const OPENING = 'Hello, my name is Clarissa and I live in Lisbon with my two dogs.';
const LAST_QUESTION = 'Do you still remember my name?';
const SAID = [
  'What should I cook tonight?',
  'Tell me something interesting about the sea.',
  'How long does it take to boil an egg until it is hard?',
  'I went for a walk by the river this morning and it was quite cold, so what would you wear?',
  'Why is the sky blue?',
  'Which book would you recommend for a long train ride?',
  'Okay.',
  'Can you explain how a bicycle stays upright when it is moving?',
  'And what about a motorcycle?',
  'Suggest a name for a small wooden boat.',
  'How do I get a coffee stain out of a white shirt?',
  'My sister visits next Friday, and she likes music. What could we do together in the evening?',
];
const GROUP = 20;

interface MeasuredTurn {
  readonly firstTokenMs: number;
  readonly cpuMs: number;
  readonly usage: TokenUsage;
  readonly text: string;
}

async function answer(model: LanguageModel, messages: readonly ChatMessage[], seed: number): Promise<MeasuredTurn> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  let firstTokenMs = Number.NaN;
  let cpuMs = Number.NaN;
  let text = '';
  const request = { messages, maxTokens: 60, temperature: 0.7, seed, priority: 'foreground' } as const;
  for await (const delta of sanitiseReply(model.generate(request, NEVER), PERSONA.name)) {
    if (delta.type === 'finished') return { firstTokenMs, cpuMs, usage: delta.usage, text };
    if (text === '') {
      firstTokenMs = performance.now() - startMs;
      const used = process.cpuUsage(startCpu);
      cpuMs = (used.user + used.system) / 1000;
    }
    text += delta.text;
  }
  throw new Error('The answer did not finish.');
}

function times(values: readonly number[]): { p50Ms: number; p95Ms: number; maxMs: number } {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
  return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

const turnCount = Number(options.turns);
const model = await createLlamaLanguageModel({
  modelFile: options.model ?? (await installedModelFile('smollm2-135m')),
  chatFamily: options.family as ChatFamily,
  contextTokens: Number(options.context),
  threads: 1,
  gpu: false,
});
const compactor = createCompactor({ model, persona: PERSONA });
const startMs = performance.now();
const turns: MeasuredTurn[] = [];
const compactionMs: number[] = [];
let memory = EMPTY_MEMORY;
let droppedWithoutNotes = 0;
await model.prefill({ messages: buildPrompt({ persona: PERSONA, memory }), priority: 'foreground' }, NEVER);

for (let index = 0; index < turnCount; index += 1) {
  const isLast = index === turnCount - 1;
  const userText = index === 0 ? OPENING : isLast ? LAST_QUESTION : (SAID[index % SAID.length] ?? '');
  const fitted = await compactor.fit(memory, userText);
  droppedWithoutNotes += fitted.droppedTurns;
  memory = fitted.memory;
  const turn = await answer(model, buildPrompt({ persona: PERSONA, memory, userText }), index);
  turns.push(turn);
  memory = rememberTurn(memory, { userText, heardText: turn.text });

  const idleMs = performance.now();
  const shorter = await compactor.run(memory, NEVER);
  if (shorter !== undefined) compactionMs.push(performance.now() - idleMs);
  memory = shorter ?? memory;
  if (!options.json && index % 10 === 9) {
    const { usage, firstTokenMs } = turn;
    const read = `${usage.evaluatedTokens} of ${usage.promptTokens} tokens read`;
    console.log(`turn ${index + 1}: first token after ${Math.round(firstTokenMs)} ms, ${read}`);
  }
}

const first = turns.slice(0, GROUP);
const last = turns.slice(-GROUP);
const firstTimes = times(first.map((turn) => turn.firstTokenMs));
const lastTimes = times(last.map((turn) => turn.firstTokenMs));
const firstCpu = times(first.map((turn) => turn.cpuMs));
const lastCpu = times(last.map((turn) => turn.cpuMs));
const [system] = buildPrompt({ persona: PERSONA, memory });
const result = {
  bench: 'long-conversation',
  turns: turnCount,
  contextTokens: model.contextTokens,
  firstTokenFirst20: firstTimes,
  firstTokenLast20: lastTimes,
  ratio: Number((lastTimes.p50Ms / firstTimes.p50Ms).toFixed(2)),
  cpuFirst20: firstCpu,
  cpuLast20: lastCpu,
  cpuRatio: Number((lastCpu.p50Ms / firstCpu.p50Ms).toFixed(2)),
  promptTokensLast20: Math.round(last.reduce((sum, turn) => sum + turn.usage.promptTokens, 0) / last.length),
  compactions: compactionMs.length,
  compaction: times(compactionMs),
  droppedWithoutNotes,
  beginningInPrompt: /Clarissa/.test(system?.text ?? ''),
  beginningInAnswer: /Clarissa/.test(turns.at(-1)?.text ?? ''),
  durationMs: Math.round(performance.now() - startMs),
};
if (!options.json) {
  console.log(`\nThe beginning of the last prompt:\n${system?.text}\n\n${LAST_QUESTION}\n${turns.at(-1)?.text}\n`);
}
console.log(JSON.stringify(result));
await model[Symbol.asyncDispose]();
