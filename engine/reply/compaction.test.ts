import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { SottoFault } from '../../contract/faults.ts';
import { compactionLimits, createCompactor } from './compaction.ts';
import { type ConversationMemory, EMPTY_MEMORY, type RememberedTurn, rememberTurn } from './conversation-memory.ts';
import { createFakeLanguageModel, type FakeLanguageModelScript } from './fake-language-model.ts';
import type { LanguageModel } from './language-model.ts';
import { buildPrompt } from './prompt.ts';

const NEVER = new AbortController().signal;
const PERSONA = { name: 'Sotto', instructions: '' };
const NOTES = 'Clara likes to talk about her garden and the weather.';

function modelWith(script: Partial<FakeLanguageModelScript> = {}, contextTokens = 2048): LanguageModel {
  return createFakeLanguageModel({ answer: () => NOTES, contextTokens, ...script });
}

function turnOf(index: number): RememberedTurn {
  return {
    userText: `What is new about the garden and the weather in week ${index}, dear assistant of mine?`,
    heardText: `In week ${index} the garden was green, and the weather was mild with a little rain.`,
  };
}

/** A conversation that opens with two facts and goes on about the garden. */
function talkOf(turns: number): ConversationMemory {
  let memory = rememberTurn(EMPTY_MEMORY, {
    userText: 'Hello, my name is Clara. I have two cats called Ada and Bob.',
    heardText: 'Nice to meet you, Clara.',
  });
  for (let index = 1; index < turns; index += 1) memory = rememberTurn(memory, turnOf(index));
  return memory;
}

function promptTokens(model: LanguageModel, memory: ConversationMemory): Promise<number> {
  return model.countTokens(buildPrompt({ persona: PERSONA, memory }));
}

test('a short conversation is left alone', async () => {
  const model = modelWith();
  assert.equal(await createCompactor({ model, persona: PERSONA }).run(talkOf(5), NEVER), undefined);
});

test('a long one keeps its newest turns, notes, facts and beginning, and is read already', async () => {
  const model = modelWith();
  const memory = talkOf(40);
  const next = await createCompactor({ model, persona: PERSONA }).run(memory, NEVER);
  assert.ok(next !== undefined);
  assert.deepEqual(next.turns, memory.turns.slice(-next.turns.length));
  assert.ok(next.turns.length >= 2);
  assert.equal(next.summary, NOTES);
  const [opening] = buildPrompt({ persona: PERSONA, memory: next });
  assert.match(opening?.text ?? '', /my name is Clara.*two cats called Ada/s);
  assert.ok((await promptTokens(model, next)) <= compactionLimits(2048).lowWaterTokens);
  const messages = buildPrompt({ persona: PERSONA, memory: next, userText: 'And now?' });
  for await (const delta of model.generate({ messages, maxTokens: 4, temperature: 0, priority: 'foreground' }, NEVER)) {
    if (delta.type === 'finished') assert.ok(delta.usage.evaluatedTokens < 30, `${delta.usage.evaluatedTokens} read`);
  }
});

test('the live conversation stays read while the notes are taken', async () => {
  const model = modelWith();
  const memory = talkOf(17);
  const ask = async (text: string): Promise<number> => {
    const messages = buildPrompt({ persona: PERSONA, memory, userText: text });
    for await (const delta of model.generate(
      { messages, maxTokens: 1, temperature: 0, priority: 'foreground' },
      NEVER,
    )) {
      if (delta.type === 'finished') return delta.usage.evaluatedTokens;
    }
    return -1;
  };
  await ask('What now?');
  assert.ok((await createCompactor({ model, persona: PERSONA }).run(memory, NEVER)) !== undefined);
  assert.ok((await ask('What else?')) < 20);
});

test('work cut short by a turn goes on with the next call', async () => {
  let summaries = 0;
  let prefills = 0;
  let cut = new AbortController();
  const model = modelWith({
    answer: () => {
      summaries += 1;
      return NOTES;
    },
    beforePrefill: async () => {
      prefills += 1;
      if (prefills === 1) cut.abort();
    },
  });
  const compactor = createCompactor({ model, persona: PERSONA });
  const memory = talkOf(30);
  assert.equal(await compactor.run(memory, cut.signal), undefined);
  cut = new AbortController();
  const longer = rememberTurn(memory, turnOf(30));
  const next = await compactor.run(longer, cut.signal);
  assert.equal(next?.summary, NOTES);
  assert.deepEqual(next?.turns.at(-1), turnOf(30));
  assert.equal(summaries, 1);
});

test('an abort while the notes are written leaves everything as it was', async () => {
  const cut = new AbortController();
  const model = modelWith({
    beforePiece: async () => cut.abort(),
  });
  assert.equal(await createCompactor({ model, persona: PERSONA }).run(talkOf(30), cut.signal), undefined);
});

const BAD_NOTES: readonly (readonly [string, FakeLanguageModelScript['answer']])[] = [
  ['empty', () => ''],
  ['a loop', () => 'Clara is Clara is Clara is Clara is Clara is Clara is Clara is Clara is Clara is Clara.'],
  ['invented', () => 'Someone called Jonathan bought seventeen yellow submarines yesterday morning.'],
  [
    'a failure',
    () => {
      throw new SottoFault('worker-crashed', 'gone');
    },
  ],
];

for (const [what, answer] of BAD_NOTES) {
  test(`notes that are ${what} are replaced by what the user said`, async () => {
    const next = await createCompactor({ model: modelWith({ answer }), persona: PERSONA }).run(talkOf(40), NEVER);
    assert.match(next?.summary ?? '', /^The user asked: ".*week \d+.*\?"$/);
    assert.match(next?.facts[0]?.text ?? '', /my name is Clara/);
  });
}

test('other faults than a failure to write notes are not swallowed', async () => {
  const model = modelWith();
  await model[Symbol.asyncDispose]();
  await assert.rejects(createCompactor({ model, persona: PERSONA }).run(talkOf(40), NEVER), {
    code: 'worker-unavailable',
  });
});

test('a turn in a full context drops the oldest turns and keeps their facts', async () => {
  const model = modelWith({}, 1024);
  const compactor = createCompactor({ model, persona: PERSONA });
  assert.deepEqual(await compactor.fit(talkOf(3), 'Well?'), { memory: talkOf(3), droppedTurns: 0 });
  const memory = talkOf(60);
  const fitted = await compactor.fit(memory, 'Well?');
  assert.equal(fitted.droppedTurns + fitted.memory.turns.length, 60);
  assert.ok(fitted.droppedTurns > 0 && fitted.memory.turns.length > 0);
  assert.match(fitted.memory.facts[0]?.text ?? '', /my name is Clara/);
  assert.equal((await compactor.fit(fitted.memory, 'Well?')).droppedTurns, 0);
});

test('whatever is said and whenever it is cut, the newest turns stay and the prompt fits', async () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 160 });
  const talk = fc.array(fc.record({ userText: words, heardText: words, cut: fc.boolean() }), {
    minLength: 5,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(talk, words, async (turns, notes) => {
      const model = modelWith({ answer: () => notes }, 1024);
      const limits = compactionLimits(1024);
      const compactor = createCompactor({ model, persona: PERSONA, limits });
      let memory = EMPTY_MEMORY;
      const said: RememberedTurn[] = [];
      for (const { userText, heardText, cut } of turns) {
        const fitted = await compactor.fit(memory, userText);
        const prompt = buildPrompt({ persona: PERSONA, memory: fitted.memory, userText });
        const tokens = await model.countTokens(prompt);
        assert.ok(tokens + limits.replyTokens <= model.contextTokens, `${tokens} in a turn`);
        memory = rememberTurn(fitted.memory, { userText, heardText });
        said.push({ userText, heardText });
        const next = await compactor.run(memory, cut ? AbortSignal.abort() : NEVER);
        if (cut) assert.equal(next, undefined);
        memory = next ?? memory;
        assert.deepEqual(memory.turns, said.slice(said.length - memory.turns.length));
        if (next !== undefined) {
          assert.ok(next.turns.length >= limits.keepTurns);
          const bound = (limits.highWaterTokens + limits.lowWaterTokens) / 2;
          const fixed = await promptTokens(model, { ...next, turns: next.turns.slice(-limits.keepTurns) });
          assert.ok((await promptTokens(model, next)) <= Math.max(bound, fixed));
        }
      }
    }),
    { numRuns: 30 },
  );
});
